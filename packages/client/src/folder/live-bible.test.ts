import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Happening } from '@coldopen/core/protocol'
import { bibleJson, readBible } from '@coldopen/script'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { createEditor, createPaperDocument } from './documents.fixture.ts'
import { draftOf, loadBible } from './draft-of.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { openScriptFolder, type ScriptFolderOptions } from './script-folder.ts'
import { bibleOf, ended, numbered, run, started, wholeRun } from './script.fixture.ts'

const shape = { segments: 9, perSet: 3 }
const bible = { ...bibleOf(shape), description: 'Two "people",\none lamp.' }
const usage = { requests: 1, inputTokens: 1, outputTokens: 1, cost: null }
const budget = { maxOutputTokens: 8000, units: 10, unit: 'beat' as const }

const deltas = (attempt: number): Happening[] => {
  const said: [(string | number)[], string][] = [
    [['title'], bible.title],
    [['short_summary'], bible.short_summary],
    [['description'], bible.description],
    [['hashtags', 0], '#light'],
    [['narrator_voice'], bible.narrator_voice],
    [['characters_roster', 0, 'name'], 'Mara'],
    [['characters_roster', 0, 'voice_characteristics', 'tone'], 'low'],
    [['story_outline', 0], 'Beat 1.'],
    [['story_outline', 1], 'Beat 2.'],
  ]
  return said.flatMap(([path, text]) => Array.from(text, letter => ({ type: 'plan-delta' as const, part: 0, attempt, path, text: letter })))
}
const planOf = (...attempts: number[]): Happening[] => [
  started(shape),
  ...attempts.flatMap((attempt): Happening[] => [{ type: 'plan-start', part: 0, attempt, budget }, ...deltas(attempt)]),
]
const planEnd: Happening = { type: 'plan-end', part: 0, attempt: 2, bible, usage }

const fileIn = (dir: string): string => join(dir, 'the-lantern-room_metadata.json')
const live = { run, brief, briefFile: 'brief.md', livePlan: true }

const openLive = (dir: string, more: Partial<ScriptFolderOptions> = {}) => {
  const editor = createEditor()
  return openScriptFolder({ dir, ...live, documents: editor, clock: createHandClock(), ...more }).then(folder => ({ editor, folder }))
}

test('a plan that arrives streams into its document, which is JSON at every moment and the bible at the end', async () => {
  await using home = await temporaryFolder()
  const { editor, folder } = await openLive(home.dir)
  const texts: string[] = []
  let document: ReturnType<typeof createPaperDocument> | undefined
  for (const event of numbered([...planOf(1, 2), planEnd])) {
    folder.apply(event)
    if (document || !folder.place()) await folder.idle()
    if (document || !folder.place()) continue
    // As an editor does that shows the file as soon as it is there.
    await folder.idle()
    document = createPaperDocument(await readFile(fileIn(home.dir), 'utf8'), text => texts.push(text))
    editor.open.set(fileIn(home.dir), document)
  }
  expect(texts.length).toBeGreaterThan(50)
  for (const text of texts) expect(() => JSON.parse(text)).not.toThrow()
  expect(document?.text()).toBe(bibleJson(bible))
  await folder.close()
})

test('what an editor saved of a plan is no edit: the file has the whole plan once nobody has it open', async () => {
  await using home = await temporaryFolder()
  const { editor, folder } = await openLive(home.dir)
  const events = numbered([...planOf(1), planEnd, ended()])
  for (const event of events.slice(0, -2)) folder.apply(event)
  await folder.idle()
  const document = createPaperDocument(await readFile(fileIn(home.dir), 'utf8'))
  editor.open.set(fileIn(home.dir), document)
  for (const event of numbered(planOf(1)).slice(-1)) folder.apply({ ...event, seq: events.length - 1, type: 'plan-delta', part: 0, attempt: 1, path: ['story_outline', 2], text: 'Beat' })
  await writeFile(fileIn(home.dir), document.text())
  editor.open.clear()
  folder.apply({ ...planEnd, run, seq: events.length + 1 })
  await folder.close()
  expect(await readFile(fileIn(home.dir), 'utf8')).toBe(bibleJson(bible))
})

test('a draft takes over the place of its plan, and leaves the writer’s plan as it was edited', async () => {
  await using home = await temporaryFolder()
  await writeFile(join(home.dir, 'mine.md'), '---\ncoldopen: movie\n---\nAn idea.\n')
  const plan = await openLive(home.dir, { briefFile: 'mine.md' })
  for (const event of numbered([...planOf(1), planEnd, ended()])) plan.folder.apply(event)
  await plan.folder.close()
  const found = await draftOf(join(home.dir, 'mine.md'))
  expect(found).toMatchObject({ slug: 'the-lantern-room', hasParts: false, sidecar: { run, ended: true, briefFile: 'mine.md' } })
  expect(await draftOf(join(home.dir, 'other.md'))).toBeUndefined()

  // Laid out and ordered as the writer likes it.
  const edited = { ...bible, narrator_voice: 'as a letter home' }
  const { title, ...rest } = edited
  const text = JSON.stringify({ ...rest, title })
  await writeFile(fileIn(home.dir), text)
  if (!found) throw new Error('no draft')
  expect(await loadBible(found)).toEqual(edited)

  const notices: string[] = []
  const { folder } = await openLive(home.dir, { run: 'run_2', takesOver: run, briefFile: 'mine.md', onNotice: sentence => notices.push(sentence) })
  for (const event of wholeRun(shape)) folder.apply({ ...event, run: 'run_2', ...(event.type === 'plan-end' && { bible: edited }) })
  await folder.close()
  const files = await filesIn(home.dir)
  expect(Object.keys(files).filter(name => name.endsWith('.coldopen.json'))).toEqual(['the-lantern-room.coldopen.json'])
  expect(files['the-lantern-room_metadata.json']).toBe(text)
  expect(readBible(files['the-lantern-room_metadata.json'] ?? '')).toEqual({ ok: true, value: edited })
  expect(files['the-lantern-room.md']).toContain('Night 9')
  expect(notices).toEqual([])
  expect(await draftOf(join(home.dir, 'mine.md'))).toMatchObject({ hasParts: true, sidecar: { run: 'run_2', ended: true } })
})
