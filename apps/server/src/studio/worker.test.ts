import { randomUUID } from 'node:crypto'
import { capabilityOf, newRun, type ModelEvent, type WriterInput } from '@coldopen/core'
import { openSqliteStore, type Store } from '@coldopen/store'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { failingStore, type FailingStore } from '../../test/faults/failing-store.ts'
import { systemClock } from './clock.ts'
import { createHub } from './hub.ts'
import { createWorker, type Worker } from './worker.ts'

const layout = { total: 1, perSet: 1, sets: 1, tokensPerUnit: 500 }
const brief = { format: 'movie', idea: 'A door', segments: 1, perSet: 1, noNarration: false, narrationOnlyFirst: false, adultStory: false, layout } as const
const options = { model: { provider: 'openai', model: 'fake' }, capability: capabilityOf('openai', 'fake'), concurrency: 1, retries: 0, resend: false } as const

type Opened = { readonly run: string; readonly worker: Worker; readonly sqlite: Store; readonly failing: FailingStore }

/** A run in the hands of a worker, whose model has been asked and answers what `answer` gives from then on. */
const openWorker = async (stack: AsyncDisposableStack, answer: () => AsyncIterable<ModelEvent>): Promise<Opened> => {
  const sqlite = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => sqlite.close())
  const failing = failingStore(sqlite)
  const run = randomUUID()
  const state = newRun({ brief, options })
  await sqlite.create(run, state, new Date())
  const asked = Promise.withResolvers<void>()
  async function* stream(): AsyncGenerator<ModelEvent> {
    asked.resolve()
    yield { type: 'text', text: '{"title":"A door' }
    yield* answer()
  }
  const worker = createWorker({
    run,
    epoch: await sqlite.claim(run),
    state,
    lastSeq: 0,
    model: () => ({ name: 'openai/fake', stream }),
    store: failing.store,
    hub: createHub(),
    clock: systemClock,
    log: pino({ level: 'silent' }),
    onRest: () => {},
    onTrouble: () => {},
  })
  await worker.submit({ type: 'begin', now: new Date().toISOString(), found: new Map(), lacksKey: false })
  await asked.promise
  return { run, worker, sqlite, failing }
}

test('a run is left when its time of grace is over, also when its answer has ended and cannot be stored', async () => {
  await using stack = new AsyncDisposableStack()
  const answered = Promise.withResolvers<void>()
  async function* answer(): AsyncGenerator<ModelEvent> {
    await answered.promise
    yield { type: 'end', outcome: { type: 'interrupted', problem: { code: 'model-failed', message: 'The connection broke.' } } }
  }
  const { run, worker, sqlite, failing } = await openWorker(stack, answer)
  failing.breakAfter(0, 'gone')
  const left = worker.leave(1000)
  answered.resolve()
  await left
  expect(failing.isBroken()).toBe(true)
  expect((await sqlite.load(run))?.status).toBe('processing')
})

test('a person’s word to a run that another server has by now is left to that server, once this one knows and before', async () => {
  await using stack = new AsyncDisposableStack()
  async function* answer(): AsyncGenerator<ModelEvent> {
    yield { type: 'text', text: ' in the sea' }
    await new Promise(() => {})
  }
  const { run, worker, sqlite } = await openWorker(stack, answer)
  const pause: WriterInput = { type: 'pause', reason: 'user', problem: { code: 'cancelled', message: 'The writer paused the run.' } }
  const ids = [await sqlite.inputs.post(run, pause), await sqlite.inputs.post(run, pause)]
  await sqlite.claim(run)
  for (const id of ids) await worker.submit(pause, [id])
  expect((await sqlite.inputs.waiting(run)).map(({ id }) => id)).toEqual(ids)
  await expect(worker.submit(pause)).rejects.toThrow()
})
