import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { expect, test } from 'vitest'
import { serverProcess } from './server-process.ts'
import { smallDisk } from './small-disk.ts'

/** The run has a plan and so many sets of two segments, two of them drafted at once. */
const sets = 4
const disks = howOften(3, 60)

type Full = { readonly requests: number; readonly resumed: boolean; readonly compiled: string }

/** Fills the disk while the answers to a run's n-th request, and to one more at the most, arrive; makes room again. Answers how. */
const draftThroughFull = async (full: Full): Promise<string> => {
  const { requests, resumed, compiled } = full
  await using stack = new AsyncDisposableStack()
  const disk = stack.use(await smallDisk())
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 40, sentences: 2, pace: 4000 } }))
  fake.script((_, nth) => (nth >= requests ? { stall: 100 } : undefined))
  const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-full', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent', NODE_COMPILE_CACHE: compiled }
  const server = stack.use(serverProcess(disk.folder, env))
  server.begin()
  const api = await server.listening()
  const { runId } = await api.runs.start.mutate({ brief: { format: 'movie', idea: 'A door in the sea', segments: 2 * sets, perSet: 2 }, options: { concurrency: 2 } })
  const summary = async () => (await api.runs.get.query({ runId })).summary
  const storage = { data: { coldopen: 'storage' } }

  await fake.until(sent => sent.length >= requests && sent.every(request => request.completed || request.state === 'stalled'))
  disk.fill(server.pid)
  fake.script(() => undefined)
  fake.release()
  const says = { code: 'storage', message: expect.stringContaining(disk.folder) }
  await expect.poll(summary, { timeout: 60_000 }).toMatchObject({ status: 'paused', paused: 'storage', problem: says })
  await expect(api.runs.resume.mutate({ runId })).rejects.toMatchObject(storage)
  await expect(api.runs.start.mutate({ brief: { format: 'movie', idea: 'One more door' } })).rejects.toMatchObject(storage)
  await fake.until(sent => sent.every(request => request.completed))
  const asked = fake.requests.length

  disk.makeRoom(server.pid)
  if (resumed) await api.runs.resume.mutate({ runId })
  await expect.poll(summary, { timeout: 60_000 }).toMatchObject({ status: 'completed' })
  expect(asked).toBeLessThan(1 + sets)
  expect(fake.requests, 'each part is paid for once').toHaveLength(1 + sets)
  const { parts } = await api.runs.get.query({ runId })
  expect(parts.flatMap(part => part.segments.map(segment => segment.segment_number))).toEqual(Array.from({ length: 2 * sets }, (_, at) => at + 1))
  expect((await api.runs.list.query()).runs).toHaveLength(1)

  await server.end()
  const database = new DatabaseSync(join(disk.folder, 'coldopen.sqlite'), { readOnly: true })
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  return disk.how
}

test.skipIf(process.platform !== 'linux')(
  'a server whose disk is full says so, pauses the run with what arrives, and goes on once there is room: by itself, or at once when it is resumed (R12)',
  { timeout: 60_000 + disks * 30_000 },
  async () => {
    await using stack = new AsyncDisposableStack()
    const compiled = await mkdtemp(join(tmpdir(), 'coldopen-compiled-'))
    stack.defer(() => rm(compiled, { recursive: true, force: true }))
    const ways = new Set<string>()
    // The plan is being written, or one of the sets but the last two.
    for (let n = 0; n < disks; n++) ways.add(await draftThroughFull({ requests: 1 + (n % (sets - 1)), resumed: n % 2 === 1, compiled }))
    const figure = '0 corrupt, 0 paid for again, every run says so, pauses and goes on'
    reportFault({ row: 'R12', did: `${[...ways].join(', ')} while a server drafts, at one request or another`, times: disks, figure, target: figure })
  },
)
