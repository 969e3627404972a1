import { ColdopenError } from '@coldopen/core'
import type { Crew, CrewOf } from './crew.ts'
import { createWorkers, needsKeyFirst } from './workers.ts'

/** Milliseconds that somebody who wants a run to go on waits for a place. */
const patienceMs = 25_000

/** A run that waits for a place. One that goes on does so for somebody who waits for it in turn, and not for ever. */
type Waiting = { readonly enter: () => void; readonly goesOn?: { readonly entered: Promise<void>; readonly giveUp: (why: ColdopenError) => void } }

const stopped = (run: string): ColdopenError => new ColdopenError('conflict', `Run ${run} was stopped while it waited to go on: resume it again.`)

/**
 * This process works on every run of its store, at most so many at once. Those that begin and those that go on wait for a place
 * in the order in which they came; what else a person says to a run is carried out at once, also while it waits.
 */
export const createSoloCrew = (most: number): CrewOf => parts => {
  const { store, clock, log } = parts
  const atWork = new Set<string>()
  const waiting = new Map<string, Waiting>()

  const workers = createWorkers(parts, run => {
    if (!waiting.get(run)?.goesOn) waiting.delete(run)
    leavePlace(run)
  })

  const stopWaiting = (run: string): void => waiting.get(run)?.goesOn?.giveUp(stopped(run))

  const leavePlace = (run: string): void => {
    atWork.delete(run)
    for (const [next, { enter }] of waiting) {
      if (atWork.size >= most) return
      waiting.delete(next)
      atWork.add(next)
      enter()
    }
  }

  const start = async (run: string): Promise<void> => {
    await workers.unlessTroubled(workers.begin(run)).catch((error: unknown) => {
      if (error instanceof ColdopenError && error.code === 'storage') return log.error({ err: error, run }, 'the run begins when it can be stored')
      leavePlace(run)
      throw error
    })
  }

  const begin: Crew['begin'] = async (run, key) => {
    if (key) workers.keepKey(run, key)
    if (atWork.has(run) || waiting.has(run)) return
    if (atWork.size < most) {
      atWork.add(run)
      return start(run)
    }
    waiting.set(run, { enter: () => void start(run).catch((error: unknown) => log.error({ err: error, run }, 'a run could not be begun')) })
  }

  const waitToGoOn = (run: string): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = (why: ColdopenError): void => {
      stop()
      waiting.delete(run)
      reject(why)
    }
    const full = `${most === 1 ? '1 run is' : `${most} runs are`} being drafted, which is as many as this server drafts at once: wait until one has ended, then try again.`
    const stop = clock.after(patienceMs, () => giveUp(new ColdopenError('rate-limited', full)))
    const enter = (): void => {
      stop()
      resolve()
    }
    waiting.set(run, { enter, goesOn: { entered: promise, giveUp } })
    return promise
  }

  /** Resolves when a run that rests has a place. One that waits to begin needs none to be told that it may. */
  const place = async (run: string): Promise<void> => {
    const known = waiting.get(run)
    if (known) return known.goesOn?.entered
    if (atWork.has(run)) return
    if (atWork.size >= most) return waitToGoOn(run)
    atWork.add(run)
  }

  return {
    begin,
    async submit(run, input, given) {
      if (input.type === 'cancel' || input.type === 'pause') stopWaiting(run)
      if (!needsKeyFirst(input)) return workers.submit(run, input, { given })
      await place(run)
      await workers.submit(run, input, { given }).catch((error: unknown) => {
        if (!workers.has(run)) leavePlace(run)
        throw error
      })
    },
    async takeUp() {
      for (const run of await store.unfinished()) {
        // One run that cannot be taken up keeps nobody from the others.
        await begin(run).catch((error: unknown) => log.error({ err: error, run }, 'a run could not be taken up'))
      }
    },
    forget(run) {
      workers.forget(run)
      stopWaiting(run)
      waiting.delete(run)
      leavePlace(run)
    },
    isBusy: () => waiting.size > 0 || workers.isBusy(),
    async close() {
      for (const run of waiting.keys()) stopWaiting(run)
      waiting.clear()
      await workers.close(0)
    },
  }
}
