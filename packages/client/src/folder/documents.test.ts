import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core/protocol'
import { readSet, scriptMarkdown } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { createEditor, createPaperDocument } from './documents.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { bibleOf, journalAt, roughRun, run, segmentOf, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'
import { readSidecar } from './sidecar.ts'

const shape = { segments: 9, perSet: 3 }
const whole = scriptMarkdown({ bible: bibleOf(shape), segments: Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)) })
const events = wholeRun(shape)

const deltaOf = (segment: number, field: string) => (event: RunEvent): boolean =>
  event.type === 'segment-delta' && event.segment === segment && event.path[0] === field

const never = (): boolean => false

const begin = async (dir: string) => {
  const editor = createEditor()
  const notices: string[] = []
  const clock = createHandClock()
  const folder = await openScriptFolder({ dir, run, brief, clock, documents: editor, onNotice: sentence => notices.push(sentence) })
  const script = join(dir, 'the-lantern-room.md')
  const set = (number: number): string => join(dir, `the-lantern-room_set_0${number}.json`)
  let told = 0
  const tell = (until: (event: RunEvent) => boolean, all: readonly RunEvent[] = events): void => {
    while (told < all.length) {
      const event = all[told++]
      if (!event) return
      folder.apply(event)
      if (until(event)) return
    }
  }
  return { clock, editor, folder, notices, script, set, tell }
}

describe('a script that is open in an editor', () => {
  test('is streamed into its document, and its file is left to the editor', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(({ type }) => type === 'plan-end')
    await folder.flush()
    const onDisk = await readFile(script, 'utf8')
    const document = createPaperDocument(onDisk)
    editor.open.set(script, document)
    tell(never)
    await folder.close()
    expect(document.text()).toBe(whole)
    // Only what was there when the document was first seen is given as a whole.
    expect(document.calls.filter(call => call.startsWith('replace'))).toEqual(['replace seg_0001'])
    expect(await readFile(script, 'utf8')).toBe(onDisk)
  })

  test('is given what the file does not have when it is opened in the middle', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(deltaOf(4, 'action'))
    await folder.flush()
    const onDisk = await readFile(script, 'utf8')
    tell(deltaOf(5, 'narration'))
    const document = createPaperDocument(onDisk)
    editor.open.set(script, document)
    tell(never)
    await folder.close()
    expect(document.text()).toBe(whole)
  })

  test('is left to its file while it shows what the file does not say any more', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(deltaOf(4, 'action'))
    await folder.flush()
    // The editor has read the file, and nobody knows it yet.
    const early = createPaperDocument(await readFile(script, 'utf8'))
    tell(deltaOf(4, 'narration'))
    await folder.flush()
    editor.open.set(script, early)
    tell(deltaOf(5, 'action'))
    expect(early.calls).toEqual([])
    await folder.flush()
    const late = createPaperDocument(await readFile(script, 'utf8'))
    editor.open.set(script, late)
    tell(never)
    await folder.close()
    expect(late.text()).toBe(whole)
  })

  test('has its file left to it when it is opened after a round has begun, and before that comes to writing', async () => {
    await using home = await temporaryFolder()
    const { clock, editor, folder, script, tell } = await begin(home.dir)
    tell(deltaOf(4, 'action'))
    await folder.flush()
    const onDisk = await readFile(script, 'utf8')
    tell(deltaOf(4, 'narration'))
    const live = editor.live.bind(editor)
    let asked = 0
    editor.live = (file, cut, isOld) => {
      const found = live(file, cut, isOld)
      // To see whether a round is due, and then in it, to see what is to be written.
      if (file === script && ++asked === 2) editor.open.set(script, createPaperDocument(onDisk))
      return found
    }
    clock.advance(5000)
    await folder.idle()
    expect(editor.open.size).toBe(1)
    tell(never)
    await folder.close()
    expect(await readFile(script, 'utf8')).toBe(onDisk)
    expect(editor.open.get(script)?.text()).toBe(whole)
  })

  test('has parts at once in the order of their numbers, and loses what a failed attempt had begun', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    editor.open.set(script, createPaperDocument(''))
    tell(never, roughRun(shape))
    await folder.close()
    expect(editor.open.get(script)?.text()).toBe(whole)
  })

  test('goes on in its file when the editor closes it, whether it was saved or not', async () => {
    for (const saved of [true, false]) {
      await using home = await temporaryFolder()
      const { editor, folder, notices, script, tell } = await begin(home.dir)
      tell(deltaOf(2, 'action'))
      await folder.flush()
      const document = createPaperDocument(await readFile(script, 'utf8'))
      editor.open.set(script, document)
      tell(deltaOf(5, 'action'))
      if (saved) await writeFile(script, document.text())
      editor.open.delete(script)
      tell(never)
      await folder.close()
      expect(await readFile(script, 'utf8')).toBe(whole)
      expect(notices.filter(sentence => sentence.includes('still being written'))).toEqual([])
    }
  })

  test('gets its last line end in its file when that is all that is missing there', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(({ type }) => type === 'plan-end')
    await folder.flush()
    const document = createPaperDocument(await readFile(script, 'utf8'))
    editor.open.set(script, document)
    tell(() => document.text() === whole.trimEnd())
    await writeFile(script, document.text().replace('## 2. Night 2', '## 2. Mine'))
    editor.open.delete(script)
    tell(never)
    await folder.close()
    expect(await readFile(script, 'utf8')).toBe(whole.replace('## 2. Night 2', '## 2. Mine'))
  })

  test('keeps what the writer changed in the editor and saved', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(({ type }) => type === 'plan-end')
    await folder.flush()
    const document = createPaperDocument(await readFile(script, 'utf8'))
    editor.open.set(script, document)
    tell(deltaOf(5, 'action'))
    await writeFile(script, document.text().replace('## 2. Night 2', '## 2. Mine'))
    editor.open.delete(script)
    tell(never)
    await folder.close()
    expect(await readFile(script, 'utf8')).toBe(whole.replace('## 2. Night 2', '## 2. Mine'))
  })

  test('is not taken for written while it is not saved', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, script, tell } = await begin(home.dir)
    tell(({ type }) => type === 'plan-end')
    await folder.flush()
    const document = createPaperDocument(await readFile(script, 'utf8'))
    editor.open.set(script, document)
    tell(never)
    await folder.flush()
    const last = async (): Promise<number> => {
      const sidecar = script.replace('.md', '.coldopen.json')
      return readSidecar(await readFile(sidecar, 'utf8'), 'it').lastEvent
    }
    expect(await last()).toBeLessThan(events.findIndex(({ type }) => type === 'part-start') + 1)
    await writeFile(script, document.text())
    await folder.close()
    expect(await last()).toBe(events.length)
  })
})

describe('a script whose document outlives the program unsaved', () => {
  const outlive = async (dir: string, change: (text: string) => string): Promise<{ text: string; onDisk: string }> => {
    const first = await begin(dir)
    first.tell(({ type }) => type === 'plan-end')
    await first.folder.flush()
    const onDisk = await readFile(first.script, 'utf8')
    const document = createPaperDocument(onDisk)
    first.editor.open.set(first.script, document)
    first.tell(deltaOf(5, 'action'))
    await first.folder.flush()
    first.tell(deltaOf(5, 'narration'))
    await first.folder.close()

    const second = await begin(dir)
    const kept = createPaperDocument(change(document.text()))
    second.editor.open.set(second.script, kept)
    const now = events.findIndex(deltaOf(5, 'narration')) + 3
    for (const event of journalAt(events, now)) if (event.seq > second.folder.lastEvent) second.folder.apply(event)
    for (const event of events.slice(now)) second.folder.apply(event)
    await second.folder.close()
    return { text: kept.text(), onDisk: await readFile(second.script, 'utf8') }
  }

  test('becomes whole in it, nothing twice', async () => {
    await using home = await temporaryFolder()
    const { text, onDisk } = await outlive(home.dir, before => before)
    expect(text).toBe(whole)
    expect(onDisk).not.toContain('seg_0001')
  })

  test('keeps what the writer changed in it, and what the writer cut short', async () => {
    await using home = await temporaryFolder()
    const lastLine = segmentOf(3).dialogue?.at(-1)?.line ?? ''
    const change = (before: string): string => before.replace('## 2. Night 2', '## 2. Mine').replace(`\n\n**ILSE**\n${lastLine}\n`, '\n')
    const { text } = await outlive(home.dir, change)
    expect(text).toBe(change(whole))
    expect(text).not.toBe(whole)
  })

  test.each([1, 2, 3, 4])('becomes whole from an older copy that ends within segment %i, with what the writer had typed by then', async number => {
    await using home = await temporaryFolder()
    const mine = (before: string): string => before.replace('# The Lantern Room', '# Mine')
    const { text } = await outlive(home.dir, before => mine(before).slice(0, mine(before).indexOf(`## ${number}. Night`) + 60))
    expect(text).toBe(mine(whole))
    expect(text).not.toBe(whole)
  })
})

test('a segment that a read-only document has half of is whole once the document may be written', async () => {
  await using home = await temporaryFolder()
  const first = await begin(home.dir)
  first.tell(({ type }) => type === 'plan-end')
  await first.folder.flush()
  const document = createPaperDocument(await readFile(first.script, 'utf8'))
  first.editor.open.set(first.script, document)
  first.tell(deltaOf(4, 'action'))
  const half = document.text()
  expect(half).toMatch(/seg_0004/)
  await writeFile(first.script, half)
  // From here on it takes nothing, which it says a little later.
  document.edit = document.replace = document.open = () => {}
  first.tell(event => event.type === 'segment-end' && event.segment === 4)
  first.editor.open.set(first.script, { ...document, untaken: new Set(['seg_0004']) })
  first.tell(never)
  await first.folder.close()
  expect(await readFile(first.script, 'utf8')).toBe(half)

  const second = await begin(home.dir)
  const again = createPaperDocument(half)
  second.editor.open.set(second.script, again)
  for (const event of journalAt(events, events.length)) if (event.seq > second.folder.lastEvent) second.folder.apply(event)
  await second.folder.close()
  expect(again.text()).toBe(whole)
})

describe('a set that is open in an editor', () => {
  test('is JSON after every edit, and whole at its end', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, set, tell } = await begin(home.dir)
    tell(({ type }) => type === 'segment-end')
    await folder.flush()
    const broken: string[] = []
    const document = createPaperDocument(await readFile(set(1), 'utf8'), text => {
      try {
        JSON.parse(text)
      } catch {
        broken.push(text)
      }
    })
    tell(deltaOf(2, 'action'))
    editor.open.set(set(1), document)
    const before = await readFile(set(1), 'utf8')
    tell(deltaOf(3, 'narration'))
    expect(JSON.parse(document.text())).toMatchObject({ story_set: [{ title: 'Night 1' }, { title: 'Night 2' }, { title: 'Night 3', setting: segmentOf(3).setting }] })
    tell(never)
    expect(broken).toEqual([])
    expect(document.calls.filter(call => call.startsWith('edit')).length).toBeGreaterThan(20)
    expect(readSet(document.text())).toMatchObject({ ok: true, value: { success: true, story_set: [segmentOf(1), segmentOf(2), segmentOf(3)] } })
    await folder.close()
    expect(await readFile(set(1), 'utf8')).toBe(before)
  })

  test('goes on in its file when the editor closes it', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, set, tell } = await begin(home.dir)
    tell(({ type }) => type === 'segment-end')
    await folder.flush()
    editor.open.set(set(1), createPaperDocument(await readFile(set(1), 'utf8')))
    tell(deltaOf(3, 'title'))
    editor.open.delete(set(1))
    tell(never)
    await folder.close()
    expect(readSet(await readFile(set(1), 'utf8'))).toMatchObject({ ok: true, value: { success: true, segments_count: 3 } })
  })

  test('is whole after a failed attempt and a top-up', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, set, tell } = await begin(home.dir)
    const rough = roughRun(shape)
    tell(event => event.type === 'segment-end' && event.part === 2, rough)
    await folder.flush()
    const document = createPaperDocument(await readFile(set(2), 'utf8'))
    editor.open.set(set(2), document)
    tell(never, rough)
    await folder.close()
    expect(readSet(document.text())).toMatchObject({ ok: true, value: { success: true, story_set: [segmentOf(4), segmentOf(5), segmentOf(6)] } })
  })

  test('is left alone when the writer has changed it there', async () => {
    await using home = await temporaryFolder()
    const { editor, folder, notices, set, tell } = await begin(home.dir)
    tell(({ type }) => type === 'segment-end')
    await folder.flush()
    const mine = (await readFile(set(1), 'utf8')).replace('Night 1', 'Mine')
    const document = createPaperDocument(mine)
    editor.open.set(set(1), document)
    tell(never)
    await folder.close()
    expect(document.text()).toBe(mine)
    expect(notices).toEqual(['the-lantern-room_set_01.json was edited by you and stays as it is; what is new of set 1 is in the script itself.'])
  })
})

test('a bible that is open in an editor is streamed into there, and its file is the editor’s to save', async () => {
  await using home = await temporaryFolder()
  const { editor, folder, tell } = await begin(home.dir)
  const file = join(home.dir, 'the-lantern-room_metadata.json')
  tell(({ type }) => type === 'plan-end')
  await folder.flush()
  const before = await readFile(file, 'utf8')
  const document = createPaperDocument(before)
  editor.open.set(file, document)
  const end = events.find(({ type }) => type === 'plan-end')
  if (end?.type === 'plan-end') folder.apply({ ...end, seq: events.length, bible: { ...end.bible, short_summary: 'Another.' } })
  await folder.idle()
  expect(document.text()).toBe(before.replace('A keeper lets go of a light.', 'Another.'))
  await folder.close()
  expect(await readFile(file, 'utf8')).toBe(before)
})
