import { setImmediate } from 'node:timers/promises'
import { ColdopenError } from '@coldopen/core'
import { Kysely } from 'kysely'
import type { Backend } from './backend.ts'
import { createAllowances } from './allowances.ts'
import { createCommit } from './commit.ts'
import { createInputs } from './inputs.ts'
import { countRuns, listRuns, ownerOfRun, summarizeRun, unfinishedRuns } from './listing.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { readEvents } from './read-events.ts'
import { claimRun, createRun, loadRun, partsDoneAt, removeRuns } from './runs.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { readTokensPerUnit } from './tokens-per-unit.ts'
import { createUsers } from './user-rows.ts'

/** The store over any database there is a backend for, brought to the newest version. Closed when opening it fails. */
export const openStore = async (backend: Backend): Promise<Store> => {
  const db = new Kysely<Tables>({ dialect: backend.dialect })
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  /** Work that holds everything else up leaves room between one piece and the next. */
  const begin = async <R>(work: () => Promise<R>): Promise<R> => {
    if (backend.holdsUp) await setImmediate()
    return work()
  }

  /** Every door goes through here: errors of the database become ours, and closing waits for what is under way. */
  const door =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (closing !== undefined) throw new ColdopenError('storage', `${backend.place} is closed: open it again first.`)
      const done = begin(() => work(...args)).catch((error: unknown) => {
        throw backend.explain(error) ?? error
      })
      underWay.add(done)
      return done.finally(() => underWay.delete(done))
    }

  const close = (): Promise<void> => {
    closing ??= Promise.allSettled(underWay).then(() => db.destroy())
    return closing
  }

  try {
    await door(migrate)(db, backend, migrations)
  } catch (error) {
    await close()
    throw error
  }
  const users = createUsers(db)
  const inputs = createInputs(db)
  const allowances = createAllowances(db)
  return {
    create: door(createRun(db)),
    load: door(loadRun(db)),
    partsDoneAt: door(partsDoneAt(db)),
    summary: door(summarizeRun(db)),
    list: door(listRuns(db)),
    unfinished: door(unfinishedRuns(db)),
    claim: door(claimRun(db)),
    commit: door(createCommit(db)),
    events: door(readEvents(db)),
    tokensPerUnit: door(readTokensPerUnit(db)),
    ownerOf: door(ownerOfRun(db)),
    counts: door(countRuns(db)),
    remove: door(removeRuns(db, backend)),
    users: {
      add: door(users.add),
      list: door(users.list),
      revoke: door(users.revoke),
      byKey: door(users.byKey),
      byId: door(users.byId),
      reserve: door(users.reserve),
      settle: door(users.settle),
      used: door(users.used),
    },
    inputs: { post: door(inputs.post), waiting: door(inputs.waiting), refuse: door(inputs.refuse), answer: door(inputs.answer) },
    allowances: { change: door(allowances.change) },
    close,
  }
}
