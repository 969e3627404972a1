import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { followEdits } from '../src/follow-edits.ts'
import { followRun } from '../src/follow-run.ts'
import { openScriptFolder } from '../src/folder/script-folder.ts'
import { sendEdits } from '../src/send-edits.ts'
import { openStudio, type OpenStudio } from './open-studio.ts'

const brief = { format: 'prose', idea: 'A lighthouse keeper finds a door in the sea', words: 400, chunks: 4 } as const
const mine = 'She locks the door behind her, twice, and drops the key.'

/** Follows a run up to its next end above `after`, into the files of a folder. Answers the number of that end. */
const draft = async (client: Coldopen, run: string, given: { dir: string; after?: number; notices?: string[] }): Promise<number> => {
  const { after = 0, notices = [] } = given
  const onNotice = (sentence: string): void => void notices.push(sentence)
  const { brief: settled } = await client.api.runs.get.query({ runId: run })
  const folder = await openScriptFolder({ dir: given.dir, run, brief: settled, onNotice })
  const connect = async (): Promise<Coldopen> => client
  const edits = followEdits({ run, folder, connect, onNotice })
  try {
    for await (const event of followRun(connect, { run, after: Math.min(folder.lastEvent, after) })) {
      folder.apply(event)
      if (event.type === 'run-end' && event.seq > after) return event.seq
    }
    throw new Error('the run does not end')
  } finally {
    await edits.close()
    await folder.close()
  }
}

const temporaryFolder = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-chunks-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

const change = async (file: string, edit: (text: string) => string): Promise<void> => writeFile(file, edit(await readFile(file, 'utf8')))
const toldIn = (request: { body: unknown } | undefined): string => JSON.stringify(request?.body)
const textsOf = async (client: Coldopen, runId: string) => (await client.api.runs.get.query({ runId })).parts.map(part => part.chunk?.text)

/** A script of which two chunks of four are written, in files; the third was cut off behind a sentence or two. */
const halfWritten = async (studio: OpenStudio, dir: string): Promise<{ client: Coldopen; runId: string; after: number }> => {
  const client = studio.client()
  studio.fake.script((_, nth) => (nth === 4 ? { cutText: 400, by: 'rst' } : undefined))
  const { runId } = await client.api.runs.start.mutate({ brief })
  return { client, runId, after: await draft(client, runId, { dir }) }
}

type Grown = { readonly one: string; readonly two: string; readonly begun: string }

const places = [
  ['the chunk’s own file', 'L1_chunk_02.md', ({ two, one }: Grown) => `${two.slice(one.length + 1)}\n${mine}\n`],
  ['the whole script, before what was begun of the next one', 'L1_complete.md', ({ two, begun }: Grown) => `${two}\n${mine}\n${begun}`],
  ['the script as it had grown', 'L1_checkpoint_02.md', ({ two }: Grown) => `${two.trimEnd()} ${mine}\n`],
  ['the whole script, every word of the chunk', 'L1_complete.md', ({ one, begun }: Grown) => `${one}\n${mine}\n${begun}`],
] as const

test.for(places)('what the writer has made of a chunk in %s is what the next one is written from', async ([, name, edit]) => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  const { client, runId, after } = await halfWritten(studio, home.dir)
  const before = await textsOf(client, runId)
  const [one = '', two = '', all = ''] = await Promise.all(['L1_checkpoint_01.md', 'L1_checkpoint_02.md', 'L1_complete.md'].map(file => readFile(join(home.dir, file), 'utf8')))
  expect(all.length).toBeGreaterThan(two.length + 100)
  await writeFile(join(home.dir, name), edit({ one, two, begun: all.slice(two.length) }))
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual(['You have changed what is drafted already (2): what is asked for from now on is written from that.'])
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
  const now = await textsOf(client, runId)
  expect(now[1]).toBe(before[1])
  expect(now[2]).toMatch(new RegExp(`${mine}$`))
  const sent = studio.fake.requests.length
  await client.api.runs.resume.mutate({ runId })
  await draft(client, runId, { dir: home.dir, after })
  expect(studio.fake.requests).toHaveLength(sent + 2)
  const { after: again } = await client.api.runs.retryPart.mutate({ runId, part: 3 })
  await draft(client, runId, { dir: home.dir, after: again })
  expect(toldIn(studio.fake.requests.at(-1))).toContain(mine)
  expect(await readFile(join(home.dir, name), 'utf8')).toContain(mine)
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
})

test('a chunk that was taken out, or emptied, keeps the text that it had; the file that was changed last says how it goes', async () => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  const { client, runId } = await halfWritten(studio, home.dir)
  const before = await textsOf(client, runId)
  const inHome = (name: string): string => join(home.dir, name)
  await rm(inHome('L1_chunk_01.md'))
  await writeFile(inHome('L1_chunk_02.md'), '\n')
  await writeFile(inHome('L1_complete.md'), await readFile(inHome('L1_checkpoint_01.md'), 'utf8'))
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual(['L1_chunk_02.md has no text left in it; what is asked for from now on is written from the text that was there before.'])
  expect(await textsOf(client, runId)).toEqual(before)

  await writeFile(inHome('L1_chunk_02.md'), 'An older wish.\n')
  await utimes(inHome('L1_chunk_02.md'), 1, 1)
  await change(inHome('L1_checkpoint_02.md'), text => `${text}\n${mine}\n`)
  await sendEdits(client.api, { run: runId, path: home.dir })
  expect((await textsOf(client, runId))[2]).toBe(`${before[2]}\n\n${mine}`)
  await utimes(inHome('L1_checkpoint_02.md'), 2, 2)
  await writeFile(inHome('L1_chunk_02.md'), 'A newer wish.\n')
  await sendEdits(client.api, { run: runId, path: home.dir })
  expect((await textsOf(client, runId)).slice(1, 3)).toEqual([before[1], 'A newer wish.'])
  const { parts } = await client.api.runs.get.query({ runId })
  expect(parts[2]).toMatchObject({ edited: [2], drafted: before[2] })
})

test('what the writer saves in a chunk while the next one arrives is in the next request, and nothing of what arrives is taken for the writer’s', async () => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  const { fake } = studio
  fake.script((_, nth) => (nth === 4 ? { stall: 24, truncate: 36 } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, words: 1200 } })
  const notices: string[] = []
  const drafting = draft(client, runId, { dir: home.dir, notices })
  await fake.until(requests => requests.some(request => request.state === 'stalled'))
  const complete = join(home.dir, 'L1_complete.md')
  const second = await vi.waitFor(() => readFile(join(home.dir, 'L1_chunk_02.md'), 'utf8'), { timeout: 60_000 })
  await vi.waitFor(async () => expect((await readFile(complete, 'utf8')).length).toBeGreaterThan((await readFile(join(home.dir, 'L1_checkpoint_02.md'), 'utf8')).length + 10), { timeout: 60_000 })
  const end = second.trimEnd().slice(-30)
  await change(complete, text => text.replace(end, `${end} ${mine}`))
  await vi.waitFor(() => expect(notices.join()).toContain('You have changed what is drafted already (2)'), { timeout: 60_000 })
  fake.release()
  await drafting
  expect(toldIn(fake.requests[4])).toContain(mine)
  const { parts } = await client.api.runs.get.query({ runId })
  expect(parts.flatMap(part => part.edited)).toEqual([2])
  expect(parts[2]?.chunk?.text).toMatch(new RegExp(`${mine}$`))
  expect(notices.filter(sentence => sentence.startsWith('You have changed'))).toHaveLength(1)
  expect(await readFile(complete, 'utf8')).toContain(mine)
  expect((await readdir(home.dir)).filter(name => name.startsWith('L1_chunk'))).toHaveLength(4)
})

test('a chunk that is written again is not taken back to the words that the writer had given the old one', async () => {
  await using studio = await openStudio()
  await using home = await temporaryFolder()
  const { client, runId } = await halfWritten(studio, home.dir)
  await writeFile(join(home.dir, 'L1_chunk_02.md'), `${mine}\n`)
  await sendEdits(client.api, { run: runId, path: home.dir })
  const { after } = await client.api.runs.retryPart.mutate({ runId, part: 2 })
  await draft(client, runId, { dir: home.dir, after })
  expect(await readFile(join(home.dir, 'L1_chunk_02.md'), 'utf8')).toBe(`${mine}\n`)
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
  expect((await textsOf(client, runId))[2]).not.toContain(mine)
  await writeFile(join(home.dir, 'L1_chunk_02.md'), 'A newer wish.\n')
  await sendEdits(client.api, { run: runId, path: home.dir })
  expect((await textsOf(client, runId))[2]).toBe('A newer wish.')
})
