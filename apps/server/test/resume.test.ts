import { join } from 'node:path'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { brief, openHosted, untilStatus } from './security/hosted.ts'

/** A look at the runs of a file from outside. */
const watching = async (file: string) => {
  const store = await openSqliteStore({ file })
  return { optionsOf: async (run: string) => (await store.load(run))?.options, [Symbol.asyncDispose]: () => store.close() }
}

test('a run that goes on keeps the options it began with, but for those that are given anew', async () => {
  await using hosted = await openHosted()
  const api = hosted.master()
  hosted.fake.script(() => ({ stall: 20 }))
  const given = { concurrency: 3, retries: 2, resend: true, delayMs: 7, maxTokens: 900_000 }
  const { runId } = await api.runs.start.mutate({ brief, options: given })
  await hosted.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await using store = await watching(join(hosted.dataFolder, 'coldopen.sqlite'))
  const begun = await store.optionsOf(runId)
  expect(begun).toMatchObject(given)

  await api.runs.cancel.mutate({ runId })
  await untilStatus(api, runId, 'cancelled')
  await api.runs.resume.mutate({ runId })
  expect(await store.optionsOf(runId)).toEqual(begun)

  await api.runs.cancel.mutate({ runId })
  await untilStatus(api, runId, 'cancelled')
  hosted.fake.script(() => ({}))
  await api.runs.resume.mutate({ runId, options: { concurrency: 1, maxTokens: 1_000_000 } })
  expect(await store.optionsOf(runId)).toEqual({ ...begun, concurrency: 1, maxTokens: 1_000_000 })
  await untilStatus(api, runId, 'completed')
})
