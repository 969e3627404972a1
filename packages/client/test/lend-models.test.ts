import { expect, test } from 'vitest'
import { lendModels } from '../src/lend-models.ts'
import { endOf, openStudio, untilEnd } from './open-studio.ts'
import { sampleLender, type SampleLender } from './sample-lender.ts'

const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea' } as const
const environment = { COLDOPEN_PROVIDER: 'vscode' } as const

/** A studio with windows that lend their models to it. */
async function openLent(...lenders: SampleLender[]) {
  await using stack = new AsyncDisposableStack()
  const studio = stack.use(await openStudio())
  const client = studio.client()
  const lent = lenders.map(lender => lendModels(client, lender))
  for (const { stop, ready } of lent) {
    stack.defer(stop)
    await ready
  }
  const owned = stack.move()
  return { client, fake: studio.fake, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('a whole movie is drafted by the model of an editor, whose own count of tokens is kept', async () => {
  const lender = sampleLender()
  await using studio = await openLent(lender)
  const { runId } = await studio.client.api.runs.start.mutate({ brief, environment })
  const events = await untilEnd(studio.client, runId)
  expect(endOf(events)).toMatchObject({ status: 'completed', usage: { requests: 3, inputTokens: 30, cost: null } })
  expect(events.find(event => event.type === 'run-start')).toMatchObject({ model: 'vscode/test/scribe', sample: false })
  const { parts } = await studio.client.api.runs.get.query({ runId })
  expect(parts.flatMap(part => part.segments).map(segment => segment.segment_number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(lender.asked).toHaveLength(3)
  expect(studio.fake.requests).toEqual([])
}, 30_000)

test('the models that are lent are listed', async () => {
  await using studio = await openLent(sampleLender({ model: 'test/one' }), sampleLender({ model: 'test/two' }))
  const { models, chosen } = await studio.client.api.models.list.query({ environment })
  expect(models.flatMap(one => (one.provider === 'vscode' ? [one.model] : []))).toEqual(['test/one', 'test/two'])
  expect(chosen).toMatchObject({ model: { provider: 'vscode', model: 'test/one' }, capability: { contextTokens: 128_000, price: null } })
})

test('cancelling a run reaches the model', async () => {
  const lender = sampleLender({ speed: 40 })
  await using studio = await openLent(lender)
  const { runId } = await studio.client.api.runs.start.mutate({ brief, environment })
  for await (const event of studio.client.events(runId, 0)) if (event.type === 'plan-delta') break
  await studio.client.api.runs.cancel.mutate({ runId })
  expect(endOf(await untilEnd(studio.client, runId)).status).toBe('cancelled')
  await expect.poll(lender.left, { timeout: 20_000 }).toBe(1)
  expect(lender.asked).toHaveLength(1)
}, 30_000)

test('what a model cannot do ends the run with its code, keeps what had arrived, and resume asks for the rest alone', async () => {
  const quota = { end: { type: 'failed', why: 'quota', words: 'You are out of requests' }, characters: 4000 } as const
  const lender = sampleLender({ script: nth => (nth === 2 ? quota : undefined) })
  await using studio = await openLent(lender)
  const { runId } = await studio.client.api.runs.start.mutate({ brief: { ...brief, segments: 10 }, environment })
  const stopped = await untilEnd(studio.client, runId)
  expect(endOf(stopped)).toMatchObject({ status: 'failed', problem: { code: 'rate-limited', message: expect.stringContaining('out of requests') } })
  const kept = stopped.find(event => event.type === 'part-failed')?.kept ?? []
  expect(kept.length).toBeGreaterThan(0)

  const { after } = await studio.client.api.runs.resume.mutate({ runId })
  const events = await untilEnd(studio.client, runId, after)
  expect(endOf(events).status).toBe('completed')
  expect(events.find(event => event.type === 'part-start')).toMatchObject({ kept })
}, 30_000)

test('of two windows each has its share, and a run needs only one of them', async () => {
  const [one, two] = [sampleLender({ speed: 5000 }), sampleLender({ speed: 5000 })]
  await using studio = await openLent(one, two)
  const { runId } = await studio.client.api.runs.start.mutate({ brief: { ...brief, segments: 40 }, options: { concurrency: 4 }, environment })
  expect(endOf(await untilEnd(studio.client, runId)).status).toBe('completed')
  expect(one.asked.length + two.asked.length).toBe(5)
  expect(Math.min(one.asked.length, two.asked.length)).toBeGreaterThan(0)
}, 30_000)
