import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { briefSchema } from '@coldopen/core/protocol'
import { expect, test } from 'vitest'
import { createColdopen, type Coldopen } from '../src/create-coldopen.ts'
import { startRun } from '../src/start-run.ts'
import { askServer } from '../src/tools/ask-server.ts'
import { fileDesk } from '../src/tools/file-desk.ts'
import { cutProxy } from './cut-proxy.ts'
import { openStudio, type OpenStudio } from './open-studio.ts'

const brief = briefSchema.parse({ format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 2 })

/** A run of the sample writer, at its end. */
const startedRun = async (studio: OpenStudio): Promise<string> => {
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief, model: { provider: 'sample' }, options: { speed: 5000 } })
  for await (const event of client.events(runId, 0)) if (event.type === 'run-end') break
  return runId
}

test('a run whose first answer is lost is started once, paid for once, and followed into its files', async () => {
  await using studio = await openStudio()
  const { url, token } = studio.server()
  await using proxy = await cutProxy(new URL(url), 0)
  const home = await mkdtemp(join(tmpdir(), 'coldopen-start-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) }
  const desk = fileDesk({ folders: [home], dataFolder: studio.dataFolder, say: () => undefined, connect: async () => createColdopen({ url: proxy.url, token }), environment: async () => ({ COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: studio.fake.url, OPENAI_API_KEY: 'sk-canary-key', COLDOPEN_MODEL: 'fake' }) })
  const draft = await desk.start({ brief, base: home, limits: {} })
  await draft.ended
  expect(draft.status()).toBe('completed')
  expect(proxy.connections()).toBeGreaterThan(1)
  const { runs } = await studio.client().api.runs.list.query({})
  expect(runs.map(run => run.id)).toEqual([draft.run])
  expect(studio.fake.requests).toHaveLength(2)
  expect(await readdir(join(home, 'drafts'))).toHaveLength(1)
})

test('wherever the connection breaks there is one run, and its brief is answered with every size settled', async () => {
  await using studio = await openStudio()
  const { url, token } = studio.server()
  const ids: string[] = []
  for (let cutAt = 0; cutAt <= 2400; cutAt += 300) {
    await using proxy = await cutProxy(new URL(url), cutAt)
    const runId = randomUUID()
    ids.push(runId)
    const settled = await startRun(async () => createColdopen({ url: proxy.url, token }), { brief, runId, model: { provider: 'sample' }, options: { only: [] } })
    expect(settled, `cut at ${cutAt}`).toMatchObject({ ...brief, perSet: expect.any(Number) })
  }
  const { runs } = await studio.client().api.runs.list.query({})
  expect(runs.map(run => run.id).toSorted()).toEqual(ids.toSorted())
})

test('what a server refuses is asked once', async () => {
  await using studio = await openStudio()
  let asked = 0
  const connect = async (): Promise<Coldopen> => {
    asked++
    return studio.client()
  }
  await expect(startRun(connect, { brief: { ...brief, perSet: 27 }, runId: randomUUID() })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('at most 26 a set') })
  expect(asked).toBe(1)
})

test('a redraft whose first answer is lost is started once, and its text is answered', async () => {
  await using studio = await openStudio()
  const { url, token } = studio.server()
  const { api } = studio.client()
  const runId = await startedRun(studio)
  const { bible, parts } = await api.runs.get.query({ runId })
  const [segment] = parts.flatMap(part => part.segments)
  await using proxy = await cutProxy(new URL(url), 0)
  const way = { connect: async () => createColdopen({ url: proxy.url, token }), environment: async () => ({ COLDOPEN_PROVIDER: 'sample' }) }
  const wish = { run: runId, unit: 'segment', number: 1, shown: 1, id: segment?.segment_id ?? '', note: 'in the rain', limits: {}, roster: bible?.characters_roster ?? [], current: undefined } as const
  expect(await askServer(way, () => 5000).redraft(wish, new AbortController().signal)).toMatch(/^## 1\. /m)
  expect(proxy.connections()).toBeGreaterThan(1)
  expect((await api.runs.list.query({ of: runId })).runs).toHaveLength(1)
})
