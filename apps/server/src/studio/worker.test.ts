import { randomUUID } from 'node:crypto'
import { capabilityOf, newRun, type ModelEvent } from '@coldopen/core'
import { openSqliteStore } from '@coldopen/store'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { failingStore } from '../../test/faults/failing-store.ts'
import { systemClock } from './clock.ts'
import { createHub } from './hub.ts'
import { createWorker } from './worker.ts'

const layout = { total: 1, perSet: 1, sets: 1, tokensPerUnit: 500 }
const brief = { format: 'movie', idea: 'A door', segments: 1, perSet: 1, noNarration: false, narrationOnlyFirst: false, adultStory: false, layout } as const
const options = { model: { provider: 'openai', model: 'fake' }, capability: capabilityOf('openai', 'fake'), concurrency: 1, retries: 0, resend: false } as const

test('a run is left when its time of grace is over, also when its answer has ended and cannot be stored', async () => {
  await using stack = new AsyncDisposableStack()
  const sqlite = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => sqlite.close())
  const failing = failingStore(sqlite)
  const run = randomUUID()
  const state = newRun({ brief, options })
  await sqlite.create(run, state, new Date())
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  async function* answer(): AsyncGenerator<ModelEvent> {
    asked.resolve()
    yield { type: 'text', text: '{"title":"A door' }
    await answered.promise
    yield { type: 'end', outcome: { type: 'interrupted', problem: { code: 'model-failed', message: 'The connection broke.' } } }
  }
  const worker = createWorker({
    run,
    epoch: await sqlite.claim(run),
    state,
    lastSeq: 0,
    model: () => ({ name: 'openai/fake', stream: answer }),
    store: failing.store,
    hub: createHub(),
    clock: systemClock,
    log: pino({ level: 'silent' }),
    onRest: () => {},
    onTrouble: () => {},
  })
  await worker.submit({ type: 'begin', now: new Date().toISOString(), found: new Map(), lacksKey: false })
  await asked.promise
  failing.breakAfter(0, 'gone')
  const left = worker.leave(1000)
  answered.resolve()
  await left
  expect(failing.isBroken()).toBe(true)
  expect((await sqlite.load(run))?.status).toBe('processing')
})
