import { ColdopenError, type ModelEnvironment, type WriterInput } from '@coldopen/core'
import type { Wire, WireParts } from '@coldopen/store'
import { createAnswers } from './answers.ts'
import type { CrewOf } from './crew.ts'
import { leaseSeconds, type Job, type Jobs } from './jobs.ts'
import { createWorkers, needsKeyFirst } from './workers.ts'

export type SharedCrewParts = {
  readonly jobs: Jobs
  readonly openWire: (parts: Omit<WireParts, 'url'>) => Wire
  /** Names this process among the others. */
  readonly id: string
  /** Runs that this process works on at once; others wait in the queue. */
  readonly most: number
  /** Milliseconds that requests under way may take to finish when this process is told to end. */
  readonly graceMs: number
}

/** Milliseconds between two looks into the queue, which is told of by the wire besides, and two signs of life. */
const lookMs = 1000

/** Milliseconds after which runs are looked for that stand in no queue, and inputs of which no word came. */
const sweepMs = 30_000

/** Runs beyond the limit that are taken up because somebody waits for an answer. */
const urgentRuns = 8

/** Times that others leave a run to the process that has been given its key, a second each: longer than a dead one is waited for. */
const leftToKeyHolder = 15

/** Milliseconds after which a process of which no word comes counts as dead to those who leave runs to it. */
const unheardMs = leaseSeconds * 1000

/** Times that a run is begun which another process has claimed though its job is here. */
const mostBegins = 3

/** A run that this process has. Everything about it goes one after another through `attending`. */
type Held = { readonly job: Job; attending: Promise<void>; begins: number; renewedAt: number }

/** A job is renewed when this much of the time is over for which one process may have it. */
const renewedAfter = 0.25

/** Any number of processes work on the runs of one database: each run is one job, in the hands of one of them. */
export const createSharedCrew = (shared: SharedCrewParts): CrewOf => parts => {
  const { jobs } = shared
  const { store, clock, log } = parts
  const held = new Map<string, Held>()
  /** When each of the processes was heard of last. */
  const heard = new Map<string, number>()
  let closing = false
  /** When the database heard this server last, and when it did so again after a long while. */
  let heardAt = clock.monotonic()
  let awayUntil = -Infinity
  let stopLooking: () => void = () => {}
  let stopSweeping: () => void = () => {}

  const onWord = (word: string): void => {
    const [kind, about = ''] = word.split(' ')
    if (kind === 'run') onNews(about)
    if (kind === 'gone') parts.hub.tellGone(about)
    if (kind === 'jobs') look()
    if (kind === 'lives') heard.set(about, clock.monotonic())
    if (kind === 'input') attend(about)
    if (kind === 'answer') answers.look(Number(about))
  }

  const onNews = (about: string): void => {
    const at = about.lastIndexOf(':')
    parts.hub.tell(about.slice(0, at), Number(about.slice(at + 1)))
  }

  /** What was said while nothing was heard is looked up. */
  const onOpen = (): void => {
    for (const run of parts.hub.runs()) {
      void store.summary(run).then(
        summary => (summary ? parts.hub.tell(run, summary.lastSeq) : parts.hub.tellGone(run)),
        () => undefined,
      )
    }
    for (const run of held.keys()) attend(run)
    answers.lookAtAll()
    look()
  }

  const wire = shared.openWire({ onWord, onOpen })
  const answers = createAnswers(store.inputs, clock)

  const hub = {
    ...parts.hub,
    tell(run: string, upTo: number) {
      parts.hub.tell(run, upTo)
      wire.tell(`run ${run}:${upTo}`)
    },
  }
  const workers = createWorkers({ ...parts, hub }, run => attend(run))

  /** Sees to a run that this process has: its inputs, and its end here. One thing after another. */
  const attend = (run: string): void => {
    const mine = held.get(run)
    if (!mine) return
    mine.attending = mine.attending.then(() => see(run, mine)).catch((error: unknown) => log.warn({ err: error, run }, 'a run could not be seen to just now'))
  }

  const see = async (run: string, mine: Held): Promise<void> => {
    if (held.get(run) !== mine || closing) return
    await takeInputs(run)
    if (workers.has(run)) return
    const status = (await store.summary(run))?.status
    if ((status === 'pending' || status === 'processing') && mine.begins < mostBegins) return begin(run, mine)
    await jobs.complete(mine.job)
    if (held.get(run) === mine) held.delete(run)
    look()
    // Posted in between, when the job still stood in the way of another.
    if ((await store.inputs.waiting(run)).length > 0) await queue(run, true)
  }

  const takeInputs = async (run: string): Promise<void> => {
    for (const { id, input } of await store.inputs.waiting(run)) {
      try {
        await workers.submit(run, input, { taken: [id] })
      } catch (error) {
        if (!(error instanceof ColdopenError) || error.code === 'storage') throw error
        await store.inputs.refuse(id, { code: error.code, message: error.message })
      }
      wire.tell(`answer ${id}`)
    }
  }

  const queue = async (run: string, urgent: boolean): Promise<void> => {
    await jobs.send([{ run, by: shared.id }], urgent)
    wire.tell('jobs')
  }

  /** A process that lives may have no place for the run yet. */
  const lives = (id: string): boolean => clock.monotonic() - (heard.get(id) ?? -Infinity) < unheardMs

  /** Whether a job is another's, who has been given the key for it. */
  const isLeft = async ({ data: { run, by }, retryCount }: Job): Promise<boolean> => {
    if (by === undefined || by === shared.id || (retryCount >= leftToKeyHolder && !lives(by))) return false
    const state = await store.load(run)
    return state !== undefined && workers.lacksKey(run, state.options)
  }

  const take = (job: Job): void => {
    const { run } = job.data
    const mine: Held = { job, attending: Promise.resolve(), begins: 0, renewedAt: clock.monotonic() }
    held.set(run, mine)
    mine.attending = begin(run, mine)
    attend(run)
  }

  const begin = async (run: string, mine: Held): Promise<void> => {
    mine.begins++
    await workers.begin(run).catch((error: unknown) => {
      log.error({ err: error, run }, 'a run could not be taken up')
      mine.begins = mostBegins
    })
  }

  const look = (): void => {
    looking = looking.then(lookOnce).catch((error: unknown) => log.warn({ err: error }, 'the queue of runs cannot be read just now'))
  }

  let looking: Promise<void> = Promise.resolve()

  const lookOnce = async (): Promise<void> => {
    if (closing) return
    const room = shared.most - held.size
    const found = room > 0 ? await jobs.fetch(room, false) : held.size < shared.most + urgentRuns ? await jobs.fetch(1, true) : []
    for (const job of found) {
      if (!(await isLeft(job))) take(job)
      else {
        await jobs.release(job)
        // It is not offered again for a second: those behind it have their turn.
        look()
      }
    }
  }

  /** Says that this process lives, and lets go of what was given to another while it seemed dead. */
  const live = async (): Promise<void> => {
    wire.tell(`lives ${shared.id}`)
    const lost = new Set(await jobs.touch([...held.values()].map(mine => mine.job)))
    for (const [run, mine] of held) {
      if (!lost.has(mine.job)) {
        if (!workers.has(run)) attend(run)
        continue
      }
      held.delete(run)
      log.warn({ run }, 'the run has been given to another server')
      void workers.leave(run, 0)
    }
    await renew()
    // When the database has been away, everybody seems dead: they are given the time to be heard of again.
    const now = clock.monotonic()
    if (now - heardAt > leaseSeconds * 500) awayUntil = now
    heardAt = now
    if (now - awayUntil >= leaseSeconds * 1000) await jobs.reap()
  }

  /** A run may take longer than anybody may have a job. */
  const renew = async (): Promise<void> => {
    const now = clock.monotonic()
    const due = [...held.values()].filter(mine => now - mine.renewedAt >= mine.job.expireInSeconds * 1000 * renewedAfter)
    if (due.length === 0) return
    await jobs.renew(due.map(mine => mine.job))
    for (const mine of due) mine.renewedAt = now
  }

  const lookOn = (): void => {
    look()
    const living = live().catch((error: unknown) => log.warn({ err: error }, 'the queue of runs cannot be told that this server lives'))
    stopLooking = clock.after(lookMs, () => void living.then(() => closing || lookOn()))
  }

  /** A database that is away for a moment is no reason not to start. */
  const sweep = async (): Promise<void> => {
    try {
      const unfinished = await store.unfinished()
      await jobs.send(unfinished.map(run => ({ run })), false)
    } catch (error) {
      log.warn({ err: error }, 'unfinished runs cannot be looked up just now')
    }
    for (const run of held.keys()) attend(run)
  }

  const sweepOn = (): void => {
    stopSweeping = clock.after(sweepMs, () => void sweep().then(() => closing || sweepOn()))
  }

  const post = async (run: string, input: WriterInput, given: ModelEnvironment): Promise<void> => {
    if (needsKeyFirst(input)) {
      const state = await store.load(run)
      if (!state) throw new ColdopenError('not-found', `There is no run ${run}.`)
      workers.takeKey(run, state.options, given)
    }
    const id = await store.inputs.post(run, input)
    wire.tell(`input ${run}`)
    await answers.of(id, run, () => queue(run, true))
  }

  return {
    async begin(run, key) {
      if (key) workers.keepKey(run, key)
      // It is stored: whoever looks for runs that stand in no queue finds it.
      await queue(run, false).catch((error: unknown) => log.warn({ err: error, run }, 'a run cannot be put into the queue just now: it is later'))
    },
    submit: post,
    async takeUp() {
      await sweep()
      lookOn()
      sweepOn()
    },
    forget(run) {
      workers.forget(run)
      wire.tell(`gone ${run}`)
    },
    isBusy: () => held.size > 0,
    async close() {
      closing = true
      stopLooking()
      stopSweeping()
      await looking
      await workers.close(shared.graceMs)
      for (const { job } of held.values()) await jobs.release(job).catch((error: unknown) => log.warn({ err: error }, 'a run is given to another server once this one is not heard of'))
      wire.tell('jobs')
      await wire.close()
    },
  }
}
