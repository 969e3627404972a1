import { reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '../../src/studio/clock.ts'
import { movie, paid, segmentsOf, startRun, studioOn, untilEnd } from './studio-on.ts'

const hour = 3_600_000

/** A clock of a machine that can be put to sleep, and whose time can be set. */
const machineClock = () => {
  let shift = 0
  let slept = 0
  const clock: Clock = { now: () => new Date(Date.now() + shift + slept), monotonic: () => performance.now() + slept, after: systemClock.after }
  return { clock, set: (ms: number) => (shift = ms), sleep: (ms: number) => (slept += ms) }
}

test.each([
  ['put back by an hour', (machine: ReturnType<typeof machineClock>) => machine.set(-hour)],
  ['put forward by an hour', (machine: ReturnType<typeof machineClock>) => machine.set(hour)],
  ['asleep for eight hours', (machine: ReturnType<typeof machineClock>) => machine.sleep(8 * hour)],
])('a machine that is %s in mid-answer drafts on: nothing times out, nothing is sent twice (R17)', { timeout: 60_000 }, async (what, disturb) => {
  await using stack = new AsyncDisposableStack()
  const fake = stack.use(await startFakeOpenAI({ behaviour: { sentences: 1 } }))
  fake.script((_, nth) => (nth === 2 ? { stall: 300 } : undefined))
  const store = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => store.close())
  const machine = machineClock()
  const studio = stack.use(studioOn(store, machine.clock))
  const run = await startRun(studio, movie(fake, { segments: 4, perSet: 2 }))
  await fake.until(requests => requests.some(request => request.state === 'stalled'))
  const state = await store.load(run)
  disturb(machine)
  fake.release()
  const events = await untilEnd(studio, run)
  expect(state?.status).toBe('processing')
  expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'completed' })
  expect(paid(fake)).toHaveLength(3)
  expect(segmentsOf(await store.load(run))).toHaveLength(4)
  reportFault({ row: 'R17', did: `a machine ${what} in mid-answer`, times: 1, figure: '0 false time-outs, 0 sent twice, 1 owner', target: 'no false time-out, no second owner' })
})

test('of two servers on one run the later one has it: the first can store nothing any more, and its request is closed (R18)', { timeout: 60_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const fake = stack.use(await startFakeOpenAI({ behaviour: { sentences: 1 } }))
  let asleep = false
  fake.script((_, nth) => {
    asleep = nth === 2
    return asleep ? { stall: 300 } : undefined
  })
  const store = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => store.close())
  const sleeper = stack.use(studioOn(store, { ...systemClock, after: (ms, then) => systemClock.after(ms, () => asleep || then()) }))
  const run = await startRun(sleeper, movie(fake, { segments: 4, perSet: 2 }, { resend: true }))
  await fake.until(requests => requests.some(request => request.state === 'stalled'))
  await expect.poll(async () => (await store.load(run))?.parts[1]?.status).toBe('open')

  const other = stack.use(studioOn(store))
  await other.submit(run, { type: 'resume' }, { OPENAI_API_KEY: 'sk-faults', OPENAI_BASE_URL: fake.url })
  const taken = await store.load(run)
  const numbers = (await store.events(run, 0, 100_000)).length
  fake.release()
  await expect(sleeper.submit(run, { type: 'cancel' }, {})).rejects.toMatchObject({ code: 'conflict' })
  await fake.until(requests => requests.every(request => request.state !== 'open' && request.state !== 'stalled'))
  expect(await store.load(run)).toEqual(taken)
  expect(await store.events(run, 0, 100_000)).toHaveLength(numbers)
  reportFault({ row: 'R18', did: 'a run taken over while its first server goes on reading', times: 1, figure: '0 stale writes stored', target: 'one owner by epoch, stale writes all rejected' })
})
