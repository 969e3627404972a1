import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownHeader, segmentMarkdown } from '@coldopen/script'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { piecesOf } from './merge-script.ts'
import { bibleOf, journalAt, roughRun, run, segmentOf } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const shape = { segments: 9, perSet: 3 }
const events = roughRun(shape)
const bible = bibleOf(shape)
const expected = new Map([
  ['header', markdownHeader(bible)],
  ...Array.from({ length: 9 }, (_, at): [string, string] => {
    const segment = segmentOf(at + 1)
    return [segment.segment_id, segmentMarkdown(segment, bible.characters_roster)]
  }),
])

type Step =
  | { readonly type: 'tell'; readonly events: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'flush' }
  /** The writer puts a line into the script's file. */
  | { readonly type: 'note'; readonly place: number }
  /** The program dies, and another goes on with what is on the disk. */
  | { readonly type: 'die'; readonly fromStart: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('tell' as const), events: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(100, 1000) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'flush' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('note' as const), place: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('die' as const), fromStart: fc.boolean() }) },
)

const addNote = async (file: string, place: number, note: string): Promise<boolean> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return false
  const lines = text.split('\n')
  // Behind the title, so that it is no piece of front matter, and never between an anchor and its heading.
  let at = 1 + (place % lines.length)
  if (lines[at - 1]?.startsWith('<!--')) at++
  await writeFile(file, [...lines.slice(0, at), note, ...lines.slice(at)].join('\n'))
  return true
}

test('whatever happens in whatever order, the writer’s words stay and the script becomes whole', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async steps => {
      await using home = await temporaryFolder()
      let dir = join(home.dir, '0')
      let clock = createHandClock()
      let folder = await openScriptFolder({ dir, run, brief, clock })
      let told = 0
      const notes: string[] = []
      const tell = (count: number): void => {
        for (const event of events.slice(told, told + count)) folder.apply(event)
        told = Math.min(events.length, told + count)
      }
      for (const [at, one] of steps.entries()) {
        if (one.type === 'tell') tell(one.events)
        if (one.type === 'wait') clock.advance(one.ms)
        if (one.type === 'flush') await folder.flush()
        await folder.idle()
        const note = `A note of mine, the ${at}th.`
        if (one.type === 'note' && (await addNote(join(dir, 'the-lantern-room.md'), one.place, note))) notes.push(note)
        if (one.type === 'die') {
          const next = join(home.dir, String(at + 1))
          await cp(dir, next, { recursive: true }).catch(() => undefined)
          await folder.close()
          dir = next
          clock = createHandClock()
          folder = await openScriptFolder({ dir, run, brief, clock })
          for (const event of journalAt(events, told)) if (one.fromStart || event.seq > folder.lastEvent) folder.apply(event)
        }
      }
      tell(events.length)
      await folder.close()

      const files = await filesIn(dir)
      const text = files['the-lantern-room.md'] ?? ''
      for (const note of notes) expect(text.split(note)).toHaveLength(2)
      const pieces = piecesOf(text)
      expect(pieces.map(piece => piece.id)).toEqual([...expected.keys()])
      for (const piece of pieces) {
        if (!notes.some(note => piece.text.includes(note))) expect(piece.text).toBe(expected.get(piece.id))
      }
      for (const set of [1, 2, 3]) {
        expect(JSON.parse(files[`the-lantern-room_set_0${set}.json`] ?? '')).toMatchObject({ success: true, story_set: [1, 2, 3].map(at => segmentOf(3 * (set - 1) + at)) })
      }
      expect(JSON.parse(files['the-lantern-room.coldopen.json'] ?? '')).toMatchObject({ lastEvent: events.length, passages: {} })
    }),
    { numRuns: Number(process.env['COLDOPEN_RUNS'] ?? 25) },
  )
})
