import { mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core/protocol'
import { scriptMarkdown } from '@coldopen/script'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { createEditor, createPaperDocument } from './documents.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { readFolder } from './read-folder.ts'
import { bibleOf, run, segmentOf, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const shape = { segments: 9, perSet: 3 }
const whole = scriptMarkdown({ bible: bibleOf(shape), segments: Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)) })
const events = wholeRun(shape)
const middle = events.findIndex(event => event.type === 'segment-delta' && event.segment === 5 && event.path[0] === 'narration') + 1
const later = middle + 20

const begin = async (dir: string) => {
  const editor = createEditor()
  const notices: string[] = []
  const folder = await openScriptFolder({ dir, run, brief, clock: createHandClock(), documents: editor, onNotice: sentence => notices.push(sentence) })
  const tell = (some: readonly RunEvent[]): void => {
    for (const event of some) if (event.seq > folder.lastEvent) folder.apply(event)
  }
  return { editor, folder, notices, tell, script: join(dir, 'the-lantern-room.md') }
}

/** A script that is half written, and renamed to `to` while more of it arrives. */
const renamed = async (home: string, to: string, isOpen: boolean) => {
  const begun = await begin(home)
  const { editor, folder, script, tell } = begun
  tell(events.slice(0, middle))
  await folder.flush()
  const document = createPaperDocument(await readFile(script, 'utf8'))
  if (isOpen) editor.open.set(script, document)
  const moved = Promise.withResolvers<string>()
  const turn = folder.renaming(moved.promise)
  await turn.held
  await rename(script, to)
  if (isOpen) editor.open.set(to, document)
  tell(events.slice(middle, later))
  moved.resolve(to)
  await turn.done
  editor.open.delete(script)
  return { ...begun, document }
}

test('a script that is renamed in its editor goes on in its document, and nothing comes under the old name', async () => {
  await using home = await temporaryFolder()
  const to = join(home.dir, 'mine.md')
  const { document, folder, tell } = await renamed(home.dir, to, true)
  expect(folder.place()?.script).toBe(to)
  tell(events.slice(later))
  await folder.close()
  expect(document.text()).toBe(whole)
  expect(await readdir(home.dir)).not.toContain('the-lantern-room.md')
})

test('what a renamed script has not got when its editor is gone comes with the next process, into the renamed file', async () => {
  await using home = await temporaryFolder()
  const to = join(home.dir, 'mine.md')
  const first = await renamed(home.dir, to, true)
  await first.folder.close()
  const second = await begin(home.dir)
  second.tell(events)
  await second.folder.close()
  expect(await readFile(to, 'utf8')).toBe(whole)
  expect(await readdir(home.dir)).not.toContain('the-lantern-room.md')
  expect(await readFolder(to)).toMatchObject({ slug: 'the-lantern-room', edited: [], missing: [] })
})

test('a script that no editor shows is written on under its new name', async () => {
  await using home = await temporaryFolder()
  const to = join(home.dir, 'mine.md')
  const { folder, tell } = await renamed(home.dir, to, false)
  tell(events.slice(later))
  await folder.close()
  expect(await readFile(to, 'utf8')).toBe(whole)
  expect(await readdir(home.dir)).not.toContain('the-lantern-room.md')
})

test('a rename that comes to nothing changes nothing', async () => {
  await using home = await temporaryFolder()
  const { folder, script, tell } = await begin(home.dir)
  tell(events.slice(0, middle))
  const turn = folder.renaming(Promise.resolve(undefined))
  await turn.done
  tell(events.slice(middle))
  await folder.close()
  expect(await readFile(script, 'utf8')).toBe(whole)
})

test('a script that leaves its folder is said not to be followed, and is written again where it was', async () => {
  await using home = await temporaryFolder()
  await mkdir(join(home.dir, 'elsewhere'))
  const to = join(home.dir, 'elsewhere', 'mine.md')
  const { folder, notices, script, tell } = await renamed(home.dir, to, false)
  const moved = await readFile(to, 'utf8')
  tell(events.slice(later))
  await folder.close()
  expect(notices).toEqual([`the-lantern-room.md is ${to} now, where its draft does not follow it: what is still to come is in the set files, and in a new the-lantern-room.md.`])
  expect(await readFile(script, 'utf8')).toBe(whole)
  expect(await readFile(to, 'utf8')).toBe(moved)
})
