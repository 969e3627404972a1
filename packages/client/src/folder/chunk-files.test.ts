import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core/protocol'
import { chunkMarkdown, readPack, stitched } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { chunkOf, chunkText, begun, deltas, pack, partEnd, partStart, podcastBrief, roughPodcast, wholePodcast } from './chunks.fixture.ts'
import { createHandClock } from './clock.fixture.ts'
import { createEditor, createPaperDocument } from './documents.fixture.ts'
import { filesIn, temporaryFolder } from './folder.fixture.ts'
import { readFolder } from './read-folder.ts'
import { journalAt, numbered, run } from './script.fixture.ts'
import { openScriptFolder, type ScriptFolder, type ScriptFolderOptions } from './script-folder.ts'

const textUpTo = (last: number): string => stitched(Array.from({ length: last }, (_, at) => chunkMarkdown(chunkText(at + 1))))
const whole = textUpTo(4)
const complete = 'L1_complete.md'

const open = (where: ScriptFolderOptions | { dir: string }, more: Partial<ScriptFolderOptions> = {}): Promise<ScriptFolder> => {
  return openScriptFolder({ ...where, run, brief: podcastBrief, clock: createHandClock(), ...more })
}

const write = async (dir: string, events: readonly RunEvent[], more: Partial<ScriptFolderOptions> = {}): Promise<void> => {
  const folder = await open({ dir }, more)
  for (const event of events) if (event.seq > folder.lastEvent) folder.apply(event)
  await folder.close()
}

const before = (events: readonly RunEvent[], is: (event: RunEvent) => boolean): RunEvent[] => events.slice(0, events.findIndex(is))
const startOf = (part: number) => (event: RunEvent): boolean => event.type === 'part-start' && event.part === part
const endOf = (part: number) => (event: RunEvent): boolean => event.type === 'part-end' && event.part === part

describe('the folder of a script of chunks', () => {
  test('has every chunk, the script as it grew, the whole, the bible and the facts', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ base: home.dir, run, brief: podcastBrief, clock: createHandClock() })
    for (const event of wholePodcast(4)) folder.apply(event)
    await folder.close()
    const dir = join(home.dir, 'drafts', 'the-lamp-that-went-out')
    expect(folder.place()).toEqual({ dir, script: join(dir, complete), slug: 'the-lamp-that-went-out' })
    const files = await filesIn(dir)
    expect(Object.keys(files)).toEqual([
      ...[1, 2, 3, 4].map(number => `L1_checkpoint_0${number}.md`),
      ...[1, 2, 3, 4].map(number => `L1_chunk_0${number}.md`),
      complete,
      'brief.md',
      'the-lamp-that-went-out.coldopen.json',
      'the-lamp-that-went-out_metadata.json',
      'the-lamp-that-went-out_pack.json',
    ])
    expect(files[complete]).toBe(whole)
    expect(files[complete]).toBe(stitched([1, 2, 3, 4].map(number => (files[`L1_chunk_0${number}.md`] ?? '').split('\n<!--')[0] ?? '')))
    expect(files['L1_chunk_03.md']).toBe(chunkMarkdown(chunkText(3)))
    for (const number of [1, 2, 3, 4]) expect(files[`L1_checkpoint_0${number}.md`]).toBe(textUpTo(number))
    expect(readPack(files['the-lamp-that-went-out_pack.json'] ?? '')).toEqual({ ok: true, value: pack })
  })

  test('is the same after chunks at once, out of order, cut off and gone on with', async () => {
    await using rough = await temporaryFolder()
    await using smooth = await temporaryFolder()
    await write(rough.dir, roughPodcast())
    await write(smooth.dir, wholePodcast(4))
    const [one, other] = [await filesIn(rough.dir), await filesIn(smooth.dir)]
    for (const files of [one, other]) delete files['the-lamp-that-went-out.coldopen.json']
    expect(one).toEqual(other)
  })

  test('shows a chunk while it is written, and takes back what an attempt left that was cut off', async () => {
    await using home = await temporaryFolder()
    const events = roughPodcast()
    const folder = await open({ dir: home.dir })
    const tell = async (upTo: (event: RunEvent) => boolean): Promise<string> => {
      for (const event of before(events, upTo)) folder.apply(event)
      await folder.flush()
      return readFile(join(home.dir, complete), 'utf8')
    }
    expect(await tell(event => event.type === 'run-end')).toContain('(2.1)')
    const again = await tell(event => event.type === 'chunk-delta' && event.attempt === 2)
    expect(again).toContain('(2.0)')
    expect(again).not.toContain('(2.1)')
    expect(again.indexOf('(2.0)')).toBeLessThan(again.indexOf('(3.0)'))
    await folder.close()
  })

  test('is taken up by a later process at any event, and then is the same', async () => {
    await using undisturbed = await temporaryFolder()
    const events = roughPodcast()
    await write(undisturbed.dir, events)
    const expected = await filesIn(undisturbed.dir)
    for (let cut = 1; cut < events.length; cut += 7) {
      await using home = await temporaryFolder()
      await write(home.dir, journalAt(events, cut))
      await write(home.dir, journalAt(events, events.length))
      expect(await filesIn(home.dir), `cut at ${cut}`).toEqual(expected)
    }
  })

  test('says in every file that a sample is a sample', async () => {
    await using home = await temporaryFolder()
    await write(home.dir, wholePodcast(2, true))
    for (const [name, text] of Object.entries(await filesIn(home.dir))) {
      if (!name.endsWith('.coldopen.json')) expect(text, name).toContain('Sample text by the built-in offline writer: no language model wrote it.')
    }
  })

  test('keeps what is to be looked at out of what is read, and tells the writer of it', async () => {
    await using home = await temporaryFolder()
    const notices: string[] = []
    await write(home.dir, wholePodcast(4), { onNotice: sentence => notices.push(sentence) })
    const files = await filesIn(home.dir)
    expect(files['L1_chunk_02.md']).toBe(`${chunkMarkdown(chunkText(2))}\n<!-- To look at:\n* 44 words where 60 were planned\n-->\n`)
    expect(files[complete]).not.toContain('To look at')
    expect(notices).toEqual(['Chunk 2, Part 2, wants a look: 44 words where 60 were planned (at the end of L1_chunk_02.md).'])
    await write(home.dir, wholePodcast(4), { onNotice: sentence => notices.push(sentence) })
    expect(notices).toHaveLength(1)
  })

  test('does not mix with another script of chunks in the same place', async () => {
    await using home = await temporaryFolder()
    await write(home.dir, wholePodcast(2))
    await write(home.dir, wholePodcast(2).map(event => ({ ...event, run: 'run_2' })), { run: 'run_2' })
    const files = await filesIn(home.dir)
    expect(files[complete]).toBe(textUpTo(2))
    expect(files[join('the-lamp-that-went-out-2', complete)]).toBe(textUpTo(2))
    const again = await open({ dir: home.dir }, { run: 'run_2' })
    expect(again.place()?.dir).toBe(join(home.dir, 'the-lamp-that-went-out-2'))
    await again.close()
  })

  test('is found by its whole script', async () => {
    await using home = await temporaryFolder()
    await write(home.dir, wholePodcast(2))
    expect(await readFolder(join(home.dir, complete))).toMatchObject({ slug: 'the-lamp-that-went-out', edited: [], missing: [], sidecar: { run } })
  })
})

describe('the writer’s edits to chunks', () => {
  const mine = 'MY OWN WORDS, which nobody takes away.'

  test.each(['L1_chunk_01.md', 'L1_checkpoint_01.md', 'the-lamp-that-went-out_pack.json', 'the-lamp-that-went-out_metadata.json'])('%s stays as it was edited', async name => {
    await using home = await temporaryFolder()
    const events = wholePodcast(3)
    await write(home.dir, before(events, startOf(2)))
    await writeFile(join(home.dir, name), mine)
    const again = numbered([...begun(3), partStart(1, 2), ...deltas(1, 2), partEnd(1, 2)]).map(event => ({ ...event, seq: event.seq + 1000 }))
    await write(home.dir, [...events, ...again])
    const files = await filesIn(home.dir)
    expect(files[name]).toBe(mine)
    expect(files[complete]).toBe(textUpTo(3))
  })

  const edits: [string, (text: string) => string][] = [
    ['at the beginning', text => `${mine}\n\n${text}`],
    ['inside a finished chunk', text => text.replace('(1.1) ', `(1.1) ${mine} `)],
    ['in place of a chunk’s first paragraph', text => text.replace(/^\(1\.0\).*$/m, mine)],
    ['between two chunks', text => text.replace('(2.0)', `${mine}\n\n(2.0)`)],
    ['behind what is being written', text => `${text.trimEnd()}\n\n${mine}\n`],
    ['with Windows line ends', text => `${mine}\n\n${text}`.replaceAll('\n', '\r\n')],
  ]
  test.each(edits)('%s of the whole script stay, and what comes later is added in its place', async (_, edit) => {
    for (const restarted of [false, true]) {
      await using home = await temporaryFolder()
      const file = join(home.dir, complete)
      const events = wholePodcast(4)
      const middle = events.findIndex(event => event.type === 'chunk-delta' && event.part === 2) + 12
      let folder = await open({ dir: home.dir })
      for (const event of events.slice(0, middle)) folder.apply(event)
      await folder.flush()
      if (restarted) await folder.close()
      await writeFile(file, edit(await readFile(file, 'utf8')))
      if (restarted) folder = await open({ dir: home.dir })
      for (const event of restarted ? events : events.slice(middle)) folder.apply(event)
      await folder.close()
      const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n')
      const places = [mine, ...[1, 2, 3, 4].flatMap(number => [`(${number}.1)`, `(${number}.2)`])].map(piece => text.indexOf(piece))
      expect(places, `${restarted}`).not.toContain(-1)
      expect(text.split(mine), `${restarted}`).toHaveLength(2)
      expect(places.slice(1), `${restarted}: ${text}`).toEqual(places.slice(1).toSorted((a, b) => a - b))
      expect(text.match(/\((\d\.\d)\)/g)?.length, text).toBe(edit === edits[2]?.[1] ? 11 : 12)
      expect(text).toMatch(/\n\n\(3\.0\)/)
    }
  })

  test('a chunk that was taken out stays out, and one that comes out of order finds its place', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, complete)
    const folder = await open({ dir: home.dir })
    const events = numbered([...begun(4), ...[1, 3, 4].flatMap(part => [partStart(part), ...deltas(part), partEnd(part)]), partStart(2), ...deltas(2), partEnd(2)])
    for (const event of before(events, startOf(2))) folder.apply(event)
    await folder.flush()
    await writeFile(file, stitched([chunkMarkdown(chunkText(1)), chunkMarkdown(chunkText(4)), `${mine}\n`]))
    for (const event of events) folder.apply(event)
    await folder.close()
    expect(await readFile(file, 'utf8')).toBe(stitched([...[1, 2, 4].map(number => chunkMarkdown(chunkText(number))), `${mine}\n`]))
  })

  test('a file that is gone comes back only when its chunk is written anew', async () => {
    await using home = await temporaryFolder()
    const events = wholePodcast(3)
    await write(home.dir, before(events, startOf(3)))
    await rm(join(home.dir, 'L1_chunk_01.md'))
    await write(home.dir, events)
    const files = await filesIn(home.dir)
    expect(files['L1_chunk_01.md']).toBeUndefined()
    expect(files['L1_chunk_03.md']).toBe(chunkMarkdown(chunkText(3)))
  })
})

describe('an editor that has the whole script open', () => {
  test('is given the text as it comes, and in the end has what the file would have', async () => {
    await using home = await temporaryFolder()
    await mkdir(home.dir, { recursive: true })
    const editor = createEditor()
    const paper = createPaperDocument('')
    editor.open.set(join(home.dir, complete), paper)
    const folder = await open({ dir: home.dir }, { documents: editor })
    const events = roughPodcast()
    for (const event of before(events, endOf(1))) folder.apply(event)
    await folder.flush()
    expect(paper.text()).toContain('(1.2)')
    for (const event of events) folder.apply(event)
    await folder.flush()
    expect(paper.text()).toBe(whole)
    expect(paper.calls.filter(call => call === 'edit chunk_0003').length).toBeGreaterThan(10)
    await folder.close()
    expect((await filesIn(home.dir))['L1_chunk_02.md']).toContain(chunkMarkdown(chunkOf(2).text))
  })
})
