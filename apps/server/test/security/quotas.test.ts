import { howOften, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '../../src/studio/clock.ts'
import { brief, openHosted, untilStatus, type Api } from './hosted.ts'
import { openPriced, today } from './priced.ts'

const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ coldopen: code }) })

const ended = ['completed', 'paused', 'failed', 'cancelled']
const untilAllEnd = (api: Api): Promise<void> => expect.poll(async () => (await api.runs.list.query()).runs.every(run => ended.includes(run.status)), { timeout: 60_000 }).toBe(true)

/** A clock whose days pass when they are told to. */
const movable = (): { clock: Clock; nextDay: () => void } => {
  let days = 0
  const clock: Clock = { ...systemClock, now: () => new Date(Date.UTC(2026, 10, 20 + days, 23, 59)) }
  return { clock, nextDay: () => days++ }
}

test('no more requests leave in a day than the quota says, over restarts too, and the next day they do (S20)', async () => {
  const { clock, nextDay } = movable()
  await using hosted = await openPriced({ server: { clock } })
  const key = await hosted.add('anna', { quota: { requests: 3 } })
  const { runId } = await hosted.as(key).runs.start.mutate({ brief: { ...brief, segments: 6, perSet: 1 } })
  await untilStatus(hosted.as(key), runId, 'paused')
  const { summary } = await hosted.as(key).runs.get.query({ runId })
  expect(summary).toMatchObject({ paused: 'budget', partsDone: 2, problem: { code: 'budget-exceeded', message: expect.stringContaining('quota of requests') } })
  expect(hosted.fake.requests).toHaveLength(3)

  await hosted.restart()
  await hosted.as(key).runs.resume.mutate({ runId })
  await untilStatus(hosted.as(key), runId, 'paused')
  expect(hosted.fake.requests).toHaveLength(3)

  nextDay()
  expect(await today(hosted)).toEqual({ requests: 0, cost: 0 })
  await hosted.as(key).runs.resume.mutate({ runId })
  await expect.poll(() => hosted.fake.requests.length, { timeout: 30_000 }).toBe(6)
  await untilStatus(hosted.as(key), runId, 'paused')
}, 60_000)

test('no user spends more in a day than the quota, however many runs draft at once (S20)', async () => {
  await using hosted = await openPriced()
  let worst = 0
  for (let round = 0; round < howOften(3, 40); round++) {
    const before = hosted.fake.requests.length
    const quota = { cost: 3 + (round % 8) * 0.37 }
    const name = `user-${round}`
    const api = hosted.as(await hosted.add(name, { quota }))
    const options = { concurrency: 4 }
    for (let run = 0; run < 4; run++) await api.runs.start.mutate({ brief: { ...brief, segments: 8, perSet: 1 }, options })
    await untilAllEnd(api)
    const { runs } = await api.runs.list.query()
    const spent = runs.reduce((sum, run) => sum + (run.usage.cost ?? 0), 0)
    const users = await hosted.master().users.list.query()
    const counted = users.find(user => user.name === name)?.today
    expect(counted?.cost).toBeCloseTo(spent, 6)
    expect(counted?.requests).toBe(hosted.fake.requests.length - before)
    expect(spent).toBeGreaterThan(0)
    worst = Math.max(worst, spent - quota.cost)
    expect(runs.some(run => run.paused === 'budget')).toBe(true)
  }
  expect(worst).toBeLessThanOrEqual(0)
  reportFault({ row: 'S20', did: "four runs at once against a user's quota of a day", times: howOften(3, 40), figure: `overshoot ${Math.max(0, worst)} USD`, target: 'overshoot 0 USD' })
}, 60_000 + howOften(0, 600_000))

test('a quota of cost refuses a model whose price is not known', async () => {
  await using hosted = await openHosted()
  const key = await hosted.add('anna', { quota: { cost: 5 } })
  const { runId } = await hosted.as(key).runs.start.mutate({ brief })
  await untilStatus(hosted.as(key), runId, 'paused')
  expect((await hosted.as(key).runs.get.query({ runId })).summary.problem).toMatchObject({ code: 'budget-exceeded', message: expect.stringContaining('price') })
  expect(hosted.fake.requests).toEqual([])
}, 60_000)

test('what is lost without a count stays reserved at its worst', async () => {
  await using hosted = await openPriced({ fake: { behaviour: { cut: 1200, by: 'rst' } } })
  const key = await hosted.add('anna', { quota: { cost: 1000 } })
  const { runId } = await hosted.as(key).runs.start.mutate({ brief })
  await untilStatus(hosted.as(key), runId, 'failed')
  expect((await today(hosted))?.cost).toBeGreaterThan(1)
}, 60_000)

test('as many runs are under way at once as the quota says, of calls that come together too', async () => {
  await using hosted = await openHosted({ fake: { behaviour: { stall: 20 } } })
  const anna = hosted.as(await hosted.add('anna', { quota: { runs: 2 } }))
  const said = await Promise.allSettled(Array.from({ length: 6 }, () => anna.runs.start.mutate({ brief })))
  const started = said.filter(one => one.status === 'fulfilled')
  expect(started).toHaveLength(2)
  for (const one of said) if (one.status === 'rejected') expect(one.reason).toEqual(refused('rate-limited'))
  expect((await anna.runs.list.query()).runs).toHaveLength(2)

  const runId = started[0]?.value.runId ?? ''
  await hosted.fake.until(requests => requests.length === 2 && requests.every(request => request.state === 'stalled'))
  await anna.runs.cancel.mutate({ runId })
  await untilStatus(anna, runId, 'cancelled')
  await anna.runs.start.mutate({ brief })
  await expect(anna.runs.resume.mutate({ runId })).rejects.toEqual(refused('rate-limited'))
}, 60_000)
