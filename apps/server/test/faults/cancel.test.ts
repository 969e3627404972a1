import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { movie, segmentsOf, startRun, studioOn, untilEnd } from './studio-on.ts'

const cancels = howOften(60, 1000)

test(`${cancels} cancels at random instants: no request leaves after the acknowledgement, upstream ends, what had arrived is kept (R19)`, { timeout: 60_000 + cancels * 1000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 60, sentences: 1, pace: 4000 } }))
  const store = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => store.close())
  let asked = 0
  const studio = stack.use(studioOn(store, undefined, () => asked++))
  let slowest = 0
  let kept = 0
  for (let nth = 0; nth < cancels; nth++) {
    const isKept = nth % 2 === 1
    const first = fake.requests.length
    const run = await startRun(studio, movie(fake, { segments: 12, perSet: 3 }, { concurrency: 1 + (nth % 4), background: isKept }))
    await sleep(Math.random() * 500)
    await studio.submit(run, { type: 'cancel' }, {})
    const acknowledged = performance.now()
    const before = asked
    const begun = new Set((await store.load(run))?.parts.map(part => part.responseId))
    // An answer that is known to be kept is cancelled at the provider; of any other the connection is closed.
    const isOver = (): boolean => {
      const requests = fake.requests.slice(first)
      const cancelled = new Set(requests.filter(request => request.kind === 'cancel').map(request => request.responseId))
      const answers = requests.filter(request => request.kind === 'responses')
      return answers.every(request => request.completed || cancelled.has(request.responseId) || (request.state === 'closed' && !(isKept && begun.has(request.responseId ?? undefined))))
    }
    await fake.until(isOver)
    slowest = Math.max(slowest, performance.now() - acknowledged)
    const end = (await untilEnd(studio, run)).at(-1)
    expect(asked).toBe(before)
    const state = await store.load(run)
    if (end?.type !== 'run-end' || end.status === 'completed') continue
    expect(end.status).toBe('cancelled')
    const shown = await store.events(run, 0, 100_000)
    const finished = new Set(shown.flatMap(event => (event.type === 'segment-end' ? [event.segment] : event.type === 'part-end' ? event.segments.map(segment => segment.segment_number) : [])))
    expect(new Set(segmentsOf(state).map(segment => segment.segment_number))).toEqual(finished)
    kept += finished.size
  }
  expect(kept).toBeGreaterThan(0)
  const figure = `0 requests after the acknowledgement, upstream closed after ${(slowest / 1000).toFixed(2)} s at the latest, ${kept} finished segments kept`
  reportFault({ row: 'R19', did: 'a run cancelled at a random instant', times: cancels, figure, target: '0 requests after, upstream closed in 1 s, partial kept' })
  console.log(figure)
})
