import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Segment } from '@coldopen/script'
import { expect, test, vi } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { followEdits } from '../src/follow-edits.ts'
import { followRun } from '../src/follow-run.ts'
import { openScriptFolder } from '../src/folder/script-folder.ts'
import { sendEdits } from '../src/send-edits.ts'
import { openStudio, type OpenStudio } from './open-studio.ts'

const temporaryFolder = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-edited-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

const idea = 'A lighthouse keeper finds a door in the sea'

/** A script, whole, in the files of a folder; what its writer saves meanwhile is told to the run. */
const drafted = async (studio: OpenStudio, dir: string, given: { segments: number; perSet: number; notices?: string[] }): Promise<{ client: Coldopen; runId: string }> => {
  const client = studio.client()
  const { segments, perSet, notices = [] } = given
  const { runId } = await client.api.runs.start.mutate({ brief: { format: 'movie', idea, segments, perSet }, options: { concurrency: segments > 100 ? 10 : 1 } })
  const { brief } = await client.api.runs.get.query({ runId })
  const onNotice = (sentence: string): void => void notices.push(sentence)
  const connect = async (): Promise<Coldopen> => client
  const folder = await openScriptFolder({ dir, run: runId, brief, onNotice })
  const edits = followEdits({ run: runId, folder, connect, onNotice })
  try {
    for await (const event of followRun(connect, { run: runId, after: 0 })) {
      folder.apply(event)
      if (event.type === 'run-end') break
    }
  } finally {
    await edits.close()
    await folder.close()
  }
  return { client, runId }
}

const fileIn = async (dir: string, end: string): Promise<string> => join(dir, (await readdir(dir)).find(each => each.endsWith(end) && each !== 'brief.md') ?? end)

const change = async (dir: string, end: string, edit: (text: string) => string): Promise<void> => {
  const file = await fileIn(dir, end)
  await writeFile(file, edit(await readFile(file, 'utf8')))
}

const segmentsOf = async (client: Coldopen, runId: string): Promise<Segment[]> => (await client.api.runs.get.query({ runId })).parts.flatMap(part => part.segments)

test('a change in more segments than one call may bring is taken whole, and so is one of more text', async () => {
  await using studio = await openStudio({ behaviour: { sentences: 1 } })
  await using home = await temporaryFolder()
  const { client, runId } = await drafted(studio, home.dir, { segments: 1010, perSet: 26 })
  const rename = (word: string) => (text: string) => text.replaceAll(/^(## \d+\. ).*$/gm, `$1${word}`)
  await change(home.dir, '.md', rename('One Long Night'))
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual(['You have changed what is drafted already (1–1010): what is asked for from now on is written from that.'])
  expect(new Set((await segmentsOf(client, runId)).map(segment => segment.title))).toEqual(new Set(['One Long Night']))

  const long = '灯台の灯りが消え、彼女は海の中の扉を見つけた。'.repeat(30)
  await change(home.dir, '.md', rename(long))
  await sendEdits(client.api, { run: runId, path: home.dir })
  const taken = await segmentsOf(client, runId)
  expect(taken).toHaveLength(1010)
  expect(taken.filter(segment => segment.title !== long)).toEqual([])
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
})

/** Gives the first character of a script the name of Nora, in the plan and wherever the script has the old one. */
const renameFirst = async (client: Coldopen, runId: string, dir: string): Promise<void> => {
  const { bible } = await client.api.runs.get.query({ runId })
  const name = bible?.characters_roster[0]?.name ?? ''
  await change(dir, '_metadata.json', text => text.replaceAll(JSON.stringify(name), '"Nora"'))
  await change(dir, '.md', text => text.replaceAll(`**${name.toUpperCase()}**`, '**NORA**'))
}

test('a character who has another name in the plan and the script speaks as before, in what is sent and in what is given out', async () => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  const { client, runId } = await drafted(studio, home.dir, { segments: 4, perSet: 2 })
  const before = await segmentsOf(client, runId)
  await renameFirst(client, runId, home.dir)
  const title = before[2]?.title ?? ''
  await change(home.dir, '.md', text => text.replace(`## 3. ${title}`, '## 3. Another Night'))
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual(['You have changed the plan and what is drafted already (3): what is asked for from now on is written from that.'])
  const now = await segmentsOf(client, runId)
  expect(now).toEqual(before.map((segment, at) => (at === 2 ? { ...segment, title: 'Another Night' } : segment)))
  expect(now.some(({ dialogue = [] }) => dialogue.some(line => line.character_id === 'char_001'))).toBe(true)
  const { text } = await client.api.runs.export.query({ runId, shape: 'json' })
  expect(JSON.parse(text)).toMatchObject({ segments: now })
  expect((await client.api.runs.get.query({ runId })).bible?.characters_roster[0]).toMatchObject({ id: 'char_001', name: 'Nora' })
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
})

test('so does one who is given it while the script is drafted; the plan is told first, and one that is refused holds nothing else back', async () => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  studio.fake.script((_, nth) => (nth === 3 ? { stall: 200 } : undefined))
  const notices: string[] = []
  const drafting = drafted(studio, home.dir, { segments: 4, perSet: 2, notices })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await vi.waitFor(async () => expect(await readFile(await fileIn(home.dir, '.md'), 'utf8')).toContain('<!-- seg_0003'), { timeout: 60_000 })
  const client = studio.client()
  const [{ id: runId } = { id: '' }] = (await client.api.runs.list.query({})).runs
  const before = await segmentsOf(client, runId)
  await renameFirst(client, runId, home.dir)
  await change(home.dir, '.md', text => text.replace(`## 1. ${before[0]?.title}`, '## 1. Another Night'))
  await vi.waitFor(() => expect(notices.join()).toContain('what is drafted already (1)'), { timeout: 60_000 })
  expect(notices.filter(sentence => sentence.startsWith('You have changed')).join()).toMatch(/the plan.*what is drafted already \(1\)/)
  expect(await segmentsOf(client, runId)).toEqual(before.map((segment, at) => (at === 0 ? { ...segment, title: 'Another Night' } : segment)))

  await change(home.dir, '_metadata.json', text => text.replace('"total_segments": 4', '"total_segments": 9'))
  await change(home.dir, '.md', text => text.replace(`## 2. ${before[1]?.title}`, '## 2. A Third Night'))
  await vi.waitFor(() => expect(notices.join()).toContain('what is drafted already (2)'), { timeout: 60_000 })
  expect(notices.join()).toContain('generation_info.total_segments is settled when a run begins')
  studio.fake.release()
  await drafting
  expect((await segmentsOf(client, runId)).map(segment => segment.title).slice(0, 2)).toEqual(['Another Night', 'A Third Night'])
})
