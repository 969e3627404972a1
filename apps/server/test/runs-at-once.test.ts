import { startPostgres } from '@coldopen/store/testing'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../src/studio/clock.ts'
import { askedIn } from './faults/asked-of-provider.ts'
import { quickClock } from './faults/studio-on.ts'
import { brief, openHosted, untilStatus, type Api, type Hosted, type HostedOptions } from './security/hosted.ts'

const open = (most: number, options: HostedOptions = {}): Promise<Hosted> =>
  openHosted({ fake: { behaviour: { delta: 200, sentences: 1 } }, ...options, env: { COLDOPEN_RUNS_AT_ONCE: `${most}`, ...options.env } })

const begun = async (api: Api, idea: string): Promise<string> => (await api.runs.start.mutate({ brief: { ...brief, idea }, options: { resend: true } })).runId

const statuses = async (api: Api, runs: readonly string[]) => Promise.all(runs.map(async runId => (await api.runs.get.query({ runId })).summary.status))

const ideasAsked = (hosted: Hosted): string[] => hosted.fake.requests.map(request => askedIn(request).idea)

const postgres = await startPostgres('fast')
afterAll(() => postgres?.[Symbol.asyncDispose]())

const stores: readonly [string, () => Promise<string | undefined>][] = [
  ['a file', async () => undefined],
  ...(postgres ? [['PostgreSQL', () => postgres.newDatabase()] as const satisfies [string, () => Promise<string>]] : []),
]

test.each(stores)('a hundred runs started at once and kept in %s are all taken: so many are drafted as the server drafts at once, and the others wait', { timeout: 120_000 }, async (_, database) => {
  const url = await database()
  await using hosted = await open(5, { env: { ...(url && { COLDOPEN_DATABASE_URL: url }) } })
  const api = hosted.master()
  hosted.fake.script(() => ({ stall: 100 }))
  const runs = await Promise.all(Array.from(Array(100).keys(), n => begun(api, `Door ${n}`)))
  await hosted.fake.until(requests => requests.filter(request => request.state === 'stalled').length === 5)
  const { runs: waiting } = await api.runs.list.query({ status: 'pending', limit: 200 })
  expect(waiting).toHaveLength(95)
  expect(new Set(ideasAsked(hosted)).size).toBe(5)
  hosted.fake.script(() => ({}))
  hosted.fake.release()
  const done = async (): Promise<number> => (await api.runs.list.query({ status: 'completed', limit: 200 })).runs.length
  await expect.poll(done, { timeout: 90_000, interval: 200 }).toBe(runs.length)
  expect(hosted.fake.requests).toHaveLength(200)
})

test('runs that wait begin in the order in which they came, also after a restart, unless they are cancelled meanwhile', { timeout: 60_000 }, async () => {
  await using hosted = await open(1)
  const api = hosted.master()
  hosted.fake.script(() => ({ stall: 100 }))
  const runs: string[] = []
  for (const idea of ['first', 'second', 'third', 'fourth']) runs.push(await begun(api, idea))
  expect(await statuses(api, runs)).toEqual(['processing', 'pending', 'pending', 'pending'])
  const [, , third = ''] = runs
  await api.runs.cancel.mutate({ runId: third })
  await untilStatus(api, third, 'cancelled')
  await hosted.fake.until(requests => requests.some(request => request.state === 'stalled'))

  hosted.fake.script(() => ({}))
  await hosted.restart()
  for (const run of runs) await untilStatus(hosted.master(), run, run === third ? 'cancelled' : 'completed')
  expect([...new Set(ideasAsked(hosted))]).toEqual(['first', 'second', 'fourth'])
})

test('a run that is to go on waits for a place, and one that is stopped meanwhile does not go on', { timeout: 60_000 }, async () => {
  await using hosted = await open(1)
  const api = hosted.master()
  hosted.fake.script(() => ({ stall: 100 }))
  const first = await begun(api, 'first')
  const [second, third] = [await begun(api, 'second'), await begun(api, 'third')]
  for (const runId of [second, third]) await api.runs.cancel.mutate({ runId })
  const resumed = api.runs.resume.mutate({ runId: second })
  const stopped = api.runs.resume.mutate({ runId: third }).catch((error: unknown) => error)
  await api.runs.cancel.mutate({ runId: third })
  hosted.fake.script(() => ({}))
  hosted.fake.release()
  await resumed
  for (const run of [first, second]) await untilStatus(api, run, 'completed')
  expect(ideasAsked(hosted)).not.toContain('third')
  expect((await statuses(api, [third]))[0]).toBe('cancelled')
  await stopped
})

test('a run that cannot go on for a long while, since as many are drafted as may be, is refused with the reason, and stays as it was', { timeout: 60_000 }, async () => {
  const { now } = systemClock
  await using hosted = await open(1, { server: { clock: { ...quickClock(50), now } } })
  const api = hosted.master()
  hosted.fake.script(() => ({ stall: 100 }))
  const first = await begun(api, 'first')
  const second = await begun(api, 'second')
  await api.runs.cancel.mutate({ runId: second })
  await expect(api.runs.resume.mutate({ runId: second })).rejects.toThrow('1 run is being drafted, which is as many as this server drafts at once')
  expect(await statuses(api, [first, second])).toEqual(['processing', 'cancelled'])
  hosted.fake.script(() => ({}))
  hosted.fake.release()
  await untilStatus(api, first, 'completed')
  await api.runs.resume.mutate({ runId: second })
  await untilStatus(api, second, 'completed')
})
