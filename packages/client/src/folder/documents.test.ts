import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core'
import { readSet, scriptMarkdown } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { createEditor, createPaperDocument } from './documents.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { bibleOf, roughRun, run, segmentOf, wholeRun } from './script.fixture.ts'
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
  const folder = await openScriptFolder({ dir, run, brief, clock: createHandClock(), documents: editor, onNotice: sentence => notices.push(sentence) })
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
  return { editor, folder, notices, script, set, tell }
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
})
