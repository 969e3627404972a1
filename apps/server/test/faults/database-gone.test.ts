import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { askedIn } from './asked-of-provider.ts'
import { startCrew } from './database-crew.ts'

const total = 12
const perSet = 3
const sets = total / perSet
const kinds = [{ concurrency: 1 }, { concurrency: 4 }] as const
const runs = howOften(4, 40)
/** Milliseconds without a database; in the full form many times as long as servers may be unheard of. */
const goneMs = howOften(3000, 180_000)

const crew = await startCrew({ servers: 2, fake: { behaviour: { delta: 60, sentences: 1 } } })

test.skipIf(crew === undefined)(`PostgreSQL is gone for ${goneMs / 1000} s in mid-answer: what arrives is kept, nothing new is asked for, and nobody is asked to pay again [R14]`, { timeout: 180_000 + goneMs }, async () => {
  if (!crew) return
  await using _ = crew
  const { fake, store, servers, postgres } = crew
  let there = true
  fake.script(request => (request.text.includes('"numbers"') ? { pace: 200, ...(there && { stall: 400 }) } : {}))
  const ids: string[] = []
  for (let nth = 0; nth < runs; nth++) {
    const brief = { format: 'movie', idea: `A door that stays shut, number ${nth}`, segments: total, perSet } as const
    const { runId } = (await servers[nth % servers.length]?.api.runs.start.mutate({ brief, options: kinds[nth % kinds.length] })) ?? {}
    if (runId !== undefined) ids.push(runId)
  }
  const halted = () => fake.requests.filter(request => request.state === 'stalled')
  await fake.until(() => new Set(halted().map(request => askedIn(request).idea)).size === runs)

  await postgres.stop()
  const gone = Date.now()
  const underWay = halted().length
  there = false
  await fake.until(requests => {
    if (halted().length > 0) fake.release()
    return requests.every(request => request.completed)
  })
  const asked = fake.requests.length
  const latest = Math.max(0, ...fake.requests.map(request => Date.parse(request.time) - gone))
  await sleep(goneMs)
  expect(fake.requests, 'nothing leaves that cannot be noted first').toHaveLength(asked)
  await postgres.start()

  const statuses = async () => new Set(await Promise.all(ids.map(async run => (await store.summary(run).catch(() => undefined))?.status)))
  await expect.poll(statuses, { timeout: 120_000 }).toEqual(new Set(['completed']))
  for (const run of ids) {
    const state = await store.load(run)
    expect(state?.parts.flatMap(part => part.output.segments.map(segment => segment.segment_number))).toEqual(Array.from({ length: total }, (_each, at) => at + 1))
    expect(state?.parts.map(part => part.attempt)).toEqual(Array.from({ length: 1 + sets }, () => 1))
  }
  expect(underWay).toBeGreaterThanOrEqual(runs)
  expect(fake.requests).toHaveLength(runs * (1 + sets))
  const figure = `${underWay} answers under way kept, 0 asked for again; the last request left ${(latest / 1000).toFixed(1)} s after it was gone`
  reportFault({ row: 'R14', did: `PostgreSQL gone for ${goneMs / 1000} s in mid-answer, under two servers`, times: runs, figure, target: '0 lost, 0 asked for again, no new request after 1 s' })
})
