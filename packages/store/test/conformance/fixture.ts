import { errorCodes, type ErrorCode, type RunEvent } from '@coldopen/core'
import type { Store } from '../../src/store.ts'
import { newState } from '../sample-run.ts'

export const morning = new Date('2026-11-20T09:00:00.000Z')
export const noon = new Date('2026-11-20T12:00:00.000Z')

/** What the groups of the suite share: a store that is open while they run, and runs of their own in it. */
export type Fixture = {
  readonly store: () => Store
  readonly newId: () => string
  /** The id of a new run. */
  readonly newRun: (idea?: string, now?: Date) => Promise<string>
  /** A new run of which the test is the owner. */
  readonly ownRun: () => Promise<{ id: string; epoch: number }>
  readonly eventsOf: (id: string) => Promise<RunEvent[]>
}

export const createFixture = (store: () => Store): Fixture => {
  let ids = 0
  const newId = () => `run-${++ids}`
  const newRun = async (idea = 'a harbour without lights', now = morning) => {
    const id = newId()
    await store().create(id, newState(idea), now)
    return id
  }
  const ownRun = async () => {
    const id = await newRun()
    return { id, epoch: await store().claim(id) }
  }
  return { store, newId, newRun, ownRun, eventsOf: id => store().events(id, 0, 10_000) }
}

/** The code of the error that a promise is rejected with; undefined when it is not rejected. */
export const codeOf = async (work: Promise<unknown>): Promise<ErrorCode | undefined> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error === undefined) return undefined
  if (error instanceof Error && 'code' in error) return errorCodes.find(code => code === error.code)
  throw error
}
