import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpBatchStreamLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../router.ts'
import { startServer } from '../start-server.ts'

async function openServer() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-scripts-'))
  const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent', COLDOPEN_PROVIDER: 'sample' } })
  const api = createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })] })
  return {
    api,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

const options = { speed: 1e9 }

test('one call plans and drafts a small script, and ends with the whole of it', { timeout: 30_000 }, async () => {
  await using server = await openServer()
  const told = await Array.fromAsync(await server.api.scripts.generate.mutate({ brief: { format: 'meme', idea: 'a cat at a closed door' }, options }))
  const end = told.at(-1)
  if (end?.type !== 'script-end') throw new Error('there is no script')
  expect(end.script.segments.map(segment => segment.segment_number)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(end.script).toMatchObject({ chunks: [], bible: { generation_info: { total_segments: 7 } } })
  expect(told.map(event => event.type)).toEqual(expect.arrayContaining(['run-start', 'plan-end', 'part-end', 'run-end']))
})

test('a script of chunks ends with its chunks and their facts', { timeout: 30_000 }, async () => {
  await using server = await openServer()
  const told = await Array.fromAsync(await server.api.scripts.generate.mutate({ brief: { format: 'podcast', idea: 'Why harbours silt up', words: 1000 }, options }))
  expect(told.at(-1)).toMatchObject({ script: { segments: [], pack: { topic: 'Why harbours silt up' } } })
  const end = told.at(-1)
  expect(end?.type === 'script-end' && end.script.chunks.map(chunk => chunk.chunk_number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('a script of many parts is refused before anything is sent', async () => {
  await using server = await openServer()
  const asked = server.api.scripts.generate.mutate({ brief: { format: 'movie', idea: 'x', segments: 600 } }).then(stream => Array.fromAsync(stream))
  await expect(asked).rejects.toThrow('This movie has 60 parts, and a single call drafts at most 10: start a run of it.')
  expect(await server.api.runs.list.query({})).toEqual({ runs: [] })
})
