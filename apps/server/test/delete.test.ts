import { expect, test } from 'vitest'
import { brief, openHosted, untilStatus } from './security/hosted.ts'

test('a delete that is refused takes nothing away: neither the script nor what was written anew of it', async () => {
  await using hosted = await openHosted()
  const api = hosted.master()
  const { runId } = await api.runs.start.mutate({ brief })
  await untilStatus(api, runId, 'completed')
  const done = await api.runs.redraft.mutate({ runId, segment: 1 })
  await untilStatus(api, done.runId, 'completed')
  const pieces = async () => (await api.runs.list.query({ of: runId })).runs.map(run => run.id)

  hosted.fake.script(() => ({ stall: 20 }))
  const drafting = await api.runs.redraft.mutate({ runId, segment: 2 })
  const isDrafted = { data: { coldopen: 'conflict' } }
  await expect(api.runs.delete.mutate({ runId })).rejects.toMatchObject(isDrafted)
  expect(await pieces()).toEqual([drafting.runId, done.runId])

  await api.runs.cancel.mutate(drafting)
  await untilStatus(api, drafting.runId, 'cancelled')
  await api.runs.retryPart.mutate({ runId, part: 1 })
  await expect(api.runs.delete.mutate({ runId })).rejects.toMatchObject(isDrafted)
  expect(await pieces()).toEqual([drafting.runId, done.runId])

  await api.runs.cancel.mutate({ runId })
  await untilStatus(api, runId, 'cancelled')
  await api.runs.delete.mutate({ runId })
  expect(await api.runs.list.query({ kind: ['script', 'redraft'] })).toEqual({ runs: [] })
})
