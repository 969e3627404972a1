import { ColdopenError } from '@coldopen/core'
import { PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Logger } from '../log.ts'

/** What a job is about. `by`: the process that has been given the key for the run's model. */
type JobData = { readonly run: string; readonly by?: string }

/** One run in the hands of this process, for as long as it is heard of, and so many seconds at the most. */
export type Job = { readonly id: string; readonly retryCount: number; readonly expireInSeconds: number; readonly data: JobData }

/** One job a run, in a queue that any number of processes share. */
export type Jobs = {
  /** Sees to it that the runs are in the queue or worked on. `urgent`: somebody waits for an answer. */
  readonly send: (runs: readonly JobData[], urgent: boolean) => Promise<void>
  /** Takes up to so many jobs, the oldest first; `urgent` takes only those for which somebody waits. */
  readonly fetch: (most: number, urgent: boolean) => Promise<Job[]>
  /** Says that this process lives. Answers the jobs that it does not have any more. */
  readonly touch: (jobs: readonly Job[]) => Promise<Job[]>
  /** Lets jobs begin anew the time for which one process may have them. */
  readonly renew: (jobs: readonly Job[]) => Promise<void>
  /** Puts jobs back whose process has not been heard of for as long as the lease. */
  readonly reap: () => Promise<void>
  readonly complete: (job: Job) => Promise<void>
  /** Puts a job back, for another process or this one. */
  readonly release: (job: Job) => Promise<void>
  readonly close: () => Promise<void>
}

const queue = 'runs'
const schema = 'coldopen_jobs'

/** Seconds after which a process that is not heard of has lost its jobs, and between two looks for such. */
export const leaseSeconds = 10
const lookSeconds = 1

/** Seconds until a job that only one process can do, and another has put back, is offered again: those behind it are not held up. */
const leftSeconds = 1

/** The longest that a job may be in the hands of one process without being renewed: what pg-boss allows. */
const longestSeconds = 24 * 3600

const urgentPriority = 1

/** There is no call of pg-boss for it: it counts a job's time from here. The retry is part of the fence that its own calls have. */
const renewal = `update ${schema}.job set started_on = ${schema}.job_now() where name = $1 and state = 'active' and (id, retry_count) in (select * from unnest($2::uuid[], $3::int[]))`

type Sending = { readonly data: JobData; readonly urgent: boolean }

/** What comes while the last of it is under way is done together, after it: a hundred at once need no more than one connection. */
const together = <T>(work: (all: readonly T[]) => Promise<void>) => {
  let gathering: { readonly all: T[]; readonly done: Promise<void> } | undefined
  let last: Promise<void> = Promise.resolve()
  return (some: readonly T[]): Promise<void> => {
    if (gathering) {
      gathering.all.push(...some)
      return gathering.done
    }
    const all = [...some]
    const done = last.then(() => {
      gathering = undefined
      return work(all)
    })
    gathering = { all, done }
    last = done.catch(() => undefined)
    return done
  }
}

/** What pg-boss answers and does not declare: the ids of the jobs that it has touched. */
const touchedSchema = z.object({ settled: z.array(z.string()) })

/** Joins the queue of a database, which is made where it is missing. Throws `storage`. */
export const openJobs = async (url: string, log: Logger): Promise<Jobs> => {
  const boss = new PgBoss({
    connectionString: url,
    schema,
    application_name: 'coldopen jobs',
    max: 4,
    connectionTimeoutMillis: 5000,
    schedule: false,
    supervise: false,
    monitorIntervalSeconds: lookSeconds,
  })
  boss.on('error', error => log.warn({ err: error }, 'the queue of runs had an error'))
  boss.on('warning', warning => log.warn({ warning: warning.message }, 'the queue of runs warns'))
  try {
    await boss.start()
    await boss.createQueue(queue, {
      policy: 'exclusive',
      heartbeatSeconds: leaseSeconds,
      expireInSeconds: longestSeconds,
      retryLimit: 1_000_000,
      retryDelay: 0,
      deleteAfterSeconds: 60,
    })
  } catch (error) {
    throw error instanceof ColdopenError ? error : new ColdopenError('storage', 'The queue of runs cannot be opened in the database: give the user of COLDOPEN_DATABASE_URL the right to make a schema there.', error)
  }

  const attempt = (job: Job) => ({ id: job.id, retryCount: job.retryCount })
  const send = together(async (all: readonly Sending[]) => {
    await boss.insert(queue, all.map(({ data, urgent }) => ({ data, singletonKey: data.run, priority: urgent ? urgentPriority : 0, ...(data.by !== undefined && { retryDelay: leftSeconds }) })))
    for (const { data, urgent } of all) if (urgent) await boss.update(queue, data, { singletonKey: data.run, priority: urgentPriority })
  })
  return {
    async send(runs, urgent) {
      if (runs.length > 0) await send(runs.map(data => ({ data, urgent })))
    },
    fetch: (most, urgent) => boss.fetch<JobData>(queue, { batchSize: most, ...(urgent && { minPriority: urgentPriority }) }),
    async touch(jobs) {
      if (jobs.length === 0) return []
      const kept = new Set(touchedSchema.parse(await boss.touch(queue, jobs.map(attempt))).settled)
      return jobs.filter(job => !kept.has(job.id))
    },
    async renew(jobs) {
      await boss.getDb().executeSql(renewal, [queue, jobs.map(job => job.id), jobs.map(job => job.retryCount)])
    },
    reap: () => boss.supervise(queue),
    async complete(job) {
      await boss.complete(queue, attempt(job))
    },
    async release(job) {
      await boss.fail(queue, attempt(job))
    },
    close: () => boss.stop({ graceful: false }),
  }
}
