import { randomUUID } from 'node:crypto'
import { briefSchema, capabilityOf, createModel, newRun, resolveBrief, type Brief, type RunEvent, type RunOptions, type RunState } from '@coldopen/core'
import type { Segment } from '@coldopen/script'
import type { FakeOpenAI } from '@coldopen/fake-openai'
import type { Store } from '@coldopen/store'
import { createLog } from '../../src/log.ts'
import { createRelays } from '../../src/relay/relays.ts'
import { systemClock, type Clock } from '../../src/studio/clock.ts'
import { createStudio, type Studio } from '../../src/studio/studio.ts'

/** A clock that runs so many times as fast. */
export const quickClock = (times: number): Clock => ({
  now: () => new Date(),
  monotonic: () => performance.now() * times,
  after: (ms, then) => systemClock.after(ms / times, then),
})

/** The studio as the server makes it, on a store and a clock of the test's own. `onAsk` is called as a request leaves. */
export const studioOn = (store: Store, clock: Clock = systemClock, onAsk: () => void = () => {}): Studio & AsyncDisposable => {
  const studio = createStudio({
    store,
    clock,
    log: createLog('silent'),
    env: {},
    newId: randomUUID,
    relay: createRelays({ clock, newId: randomUUID }),
    createModel(parts) {
      const model = createModel(parts)
      return {
        ...model,
        stream(request, signal) {
          onAsk()
          return model.stream(request, signal)
        },
      }
    },
  })
  return { ...studio, [Symbol.asyncDispose]: () => studio.close() }
}

/** A movie that a fake provider writes, before it begins. */
export const movie = (fake: FakeOpenAI, brief: Partial<Brief>, options: Partial<RunOptions> = {}): RunState => {
  const capability = capabilityOf('openai', 'fake')
  const wanted = briefSchema.parse({ format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', ...brief })
  return newRun({
    brief: resolveBrief(wanted, capability),
    options: { model: { provider: 'openai', model: 'fake', baseUrl: fake.url }, capability, concurrency: 1, retries: 0, resend: false, ...options },
  })
}

/** Starts a run of a state that has not begun, by an id of its own. */
export const startRun = (studio: Studio, state: RunState, id: string = randomUUID()): Promise<string> => {
  return studio.start({ id, start: { brief: state.brief, options: state.options }, key: 'sk-faults' })
}

/** The events of a run above a number, up to the next end of it. */
export const untilEnd = async (studio: Studio, run: string, after = 0): Promise<RunEvent[]> => {
  const events: RunEvent[] = []
  for await (const event of studio.follow(run, after, new AbortController().signal)) {
    events.push(event)
    if (event.type === 'run-end') break
  }
  return events
}

/** Requests that a provider charges for. */
export const paid = (fake: FakeOpenAI) => fake.requests.filter(request => request.kind === 'responses')

export const segmentsOf = (state: RunState | undefined): Segment[] => (state?.parts ?? []).flatMap(part => [...part.output.segments])
