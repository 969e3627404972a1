import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpBatchStreamLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../router.ts'
import { startServer } from '../start-server.ts'

/** A server of the sample writer's, on a data folder of its own, and a real client of it. */
async function openServer() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-formats-'))
  const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent', COLDOPEN_PROVIDER: 'sample' } })
  const api = createTRPCClient<AppRouter>({ links: [httpBatchStreamLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })] })
  const drafted = async (brief: Parameters<typeof api.runs.start.mutate>[0]['brief']) => {
    const { runId } = await api.runs.start.mutate({ brief, options: { speed: 1e9 } })
    await expect.poll(async () => (await api.runs.get.query({ runId })).summary.status, { timeout: 20_000 }).toBe('completed')
    return api.runs.get.query({ runId })
  }
  return {
    api,
    drafted,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

test('the formats are listed with their sizes and what they take', async () => {
  await using server = await openServer()
  const list = await server.api.formats.list.query()
  expect(list.map(format => [format.name, format.unit, format.total, format.perSet, format.words])).toEqual([
    ['movie', 'segment', 20, 10, undefined],
    ['story', 'segment', 10, 5, undefined],
    ['meme', 'segment', 7, 5, undefined],
    ['free', 'segment', 8, 5, undefined],
    ['podcast', 'chunk', 10, 1, 10_000],
    ['prose', 'chunk', 3, 1, 3000],
  ])
  expect(list.find(format => format.name === 'podcast')?.takes).toContain('freshness')
})

test('a podcast is estimated as it is settled, and drafted from there to its facts, chunks and end', { timeout: 30_000 }, async () => {
  await using server = await openServer()
  const estimated = await server.api.runs.estimate.query({ brief: { format: 'podcast', idea: 'Why harbours silt up', words: 1000 } })
  expect(estimated).toMatchObject({ segments: 10, perSet: 1, estimate: { requests: { expected: 10 } } })
  const { parts, brief } = await server.drafted(estimated.brief)
  expect(brief).toEqual(estimated.brief)
  expect(parts.slice(1).map(part => part.chunk?.title)).toHaveLength(10)
  expect(parts[1]).toMatchObject({ chunk: { title: 'Cold Open', target_words: 40 }, pack: { sources: [] } })
  const { pack } = parts[1] ?? {}
  if (!pack) throw new Error('there are no facts')
  const cut = await server.drafted({ format: 'podcast', idea: 'Why harbours silt up', cutOf: { pack, words: 300 } })
  expect(cut.parts.slice(1)).toMatchObject([{ chunk: { title: 'Short Cut', target_words: 300 } }])
})

test('a meme is settled once: what was estimated is what is drafted', { timeout: 30_000 }, async () => {
  await using server = await openServer()
  const estimated = await server.api.runs.estimate.query({ brief: { format: 'meme', idea: 'a cat at a closed door' } })
  const { parts } = await server.drafted(estimated.brief)
  expect(parts.slice(1).map(part => part.segments.length)).toEqual([5, 2])
})

test('what a format has no use for is refused before anything is sent', async () => {
  await using server = await openServer()
  const refused = (brief: Parameters<typeof server.drafted>[0]) => expect(server.api.runs.start.mutate({ brief })).rejects
  await refused({ format: 'movie', idea: 'x', hosts: ['Ada'] }).toThrow('The format movie has no use for hosts: leave it out.')
  await refused({ format: 'podcast', idea: 'x', freshness: 7 }).toThrow('freshness: 7 needs a model that searches the web')
})

test('a set of a bible is drafted in the bible’s own format; a chunk is not', { timeout: 30_000 }, async () => {
  await using server = await openServer()
  const { bible } = await server.drafted({ format: 'story', idea: 'a cat at a closed door', segments: 2 })
  if (!bible) throw new Error('there is no plan')
  expect(bible.generation_info.format).toBe('story')
  const told = await Array.fromAsync(await server.api.segments.generate.mutate({ bible, setNumber: 1, options: { speed: 1e9 } }))
  expect(told.find(event => event.type === 'run-start')).toMatchObject({ format: 'story' })
  expect(told.find(event => event.type === 'set-end')).toMatchObject({ set: { segments_count: 2, is_complete: true } })
  const podcast = { ...bible, generation_info: { ...bible.generation_info, format: 'podcast' } }
  await expect(server.api.segments.generate.mutate({ bible: podcast, setNumber: 1 }).then(stream => Array.fromAsync(stream))).rejects.toThrow('The format podcast is not made of sets')
})
