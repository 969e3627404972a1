import { ColdopenError } from '@coldopen/core'
import { PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Logger } from '../log.ts'

/** What a job is about. `by`: the process that has been given the key for the run's model. */
type JobData = { readonly run: string; readonly by?: string }

/** One run in the hands of this process, for as long as it is heard of. */
export type Job = { readonly id: string; readonly retryCount: number; readonly data: JobData }

/** One job a run, in a queue that any number of processes share. */
export type Jobs = {
  /** Sees to it that the runs are in the queue or worked on. `urgent`: somebody waits for an answer. */
  readonly send: (runs: readonly JobData[], urgent: boolean) => Promise<void>
  /** Takes up to so many jobs, the oldest first; `urgent` takes only those for which somebody waits. */
  readonly fetch: (most: number, urgent: boolean) => Promise<Job[]>
  /** Says that this process lives. Answers the jobs that it does not have any more. */
  readonly touch: (jobs: readonly Job[]) => Promise<Job[]>
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

/** The longest that a job may be in the hands of one process: what pg-boss allows. */
const longestSeconds = 24 * 3600

const urgentPriority = 1

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
  return {
    async send(runs, urgent) {
      if (runs.length === 0) return
      await boss.insert(queue, runs.map(data => ({ data, singletonKey: data.run, priority: urgent ? urgentPriority : 0 })))
      if (!urgent) return
      for (const data of runs) await boss.update(queue, data, { singletonKey: data.run, priority: urgentPriority })
    },
    fetch: (most, urgent) => boss.fetch<JobData>(queue, { batchSize: most, ...(urgent && { minPriority: urgentPriority }) }),
    async touch(jobs) {
      if (jobs.length === 0) return []
      const kept = new Set(touchedSchema.parse(await boss.touch(queue, jobs.map(attempt))).settled)
      return jobs.filter(job => !kept.has(job.id))
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
