import { randomUUID } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { Brief, HeldRun, RunEvent } from '@coldopen/client'
import { EventEmitter, workspace, type Disposable, type Event, type Uri } from 'vscode'
import { createTelling } from '../telling.ts'
import type { PartWish, Resumed } from './begin.ts'
import { begunIn } from './begun.ts'
import type { DraftState } from './carry-out.ts'
import { isActive, type Draft, type Show, type Where, type Wish } from './draft.ts'
import type { Studio } from './studio.ts'
import type { TakenUp, Waiting } from './take-up.ts'

/** The drafts of this window: any number at once, each in documents of its own. What is heavy is loaded with the first one. */
export type Drafts = Disposable & {
  /** Newest last; those that have ended stay until they go on. */
  readonly all: () => readonly Draft[]
  /** The newest draft that a file belongs to: its script, its plan, its brief, a set. */
  readonly of: (uri: Uri) => Draft | undefined
  /** Names of the drafts that another window writes, and that this one takes over when that is closed. */
  readonly elsewhere: () => readonly string[]
  /** Something about a draft is other than before; at most ten times a second while text arrives. */
  readonly onDidChange: Event<void>
  /** Every event of every draft, after the draft has taken it in. */
  readonly onEvent: Event<{ readonly draft: Draft; readonly event: RunEvent }>
  /** A draft has ended, however it did, and its text is in its documents. */
  readonly onDidEnd: Event<Draft>
  /** Starts a run and follows it. Resolves once it has begun. Throws a ColdopenError; `cancelled` when the writer does not want to pay. */
  readonly start: (wish: Wish) => Promise<Draft>
  /** Goes on with the draft of a folder, given by its path or that of a file in it. Throws a ColdopenError. */
  readonly resume: (path: string, how?: Pick<Wish, 'unseen' | 'limits'>) => Promise<Draft>
  /** Goes on with a draft of this window, which may have stopped before it had any files. Throws a ColdopenError. */
  readonly resumeDraft: (run: string) => Promise<Draft>
  /** Asks for one part of a folder's draft again, and pays for it. Throws a ColdopenError. */
  readonly retryPart: (path: string, wish: PartWish) => Promise<Draft>
  /** Cancels a run; what has arrived stays. Throws a ColdopenError. */
  readonly stop: (run: string) => Promise<void>
  /**
   * Goes on with every draft of this workspace that a window before this one has left: in the same documents, and without
   * showing any. Never rejects.
   */
  readonly takeUp: () => Promise<void>
  /** Lets go of every draft, for the window that comes after this one. Resolves when what has arrived is in the documents. */
  readonly leave: () => Promise<void>
}

type Followed = { readonly draft: DraftState; readonly leave: AbortController; readonly resumed: EventEmitter<void> }
type Begun = { readonly run: string; readonly brief: Brief; readonly where: Where; readonly endsAfter: number; readonly briefUri?: Uri | undefined; readonly show: Show; readonly takesOver?: string | undefined; readonly parts?: number; readonly held: HeldRun }

type Begin = typeof import('./begin.ts')

/** Milliseconds between two tellings of a change while text arrives. */
const breath = 100

const belongsTo = (draft: Draft, uri: Uri): boolean => {
  const { place, briefUri } = draft
  if (uri.toString() === briefUri?.toString()) return true
  if (place === undefined || dirname(uri.fsPath) !== place.dir) return false
  const name = basename(uri.fsPath)
  return [place.script, place.bible].some(own => own.toString() === uri.toString()) || name.startsWith(`${place.slug}_set_`) || name.startsWith('L1_')
}

export const createDrafts = (studio: Studio): Drafts => {
  const followed = new Map<string, Followed>()
  const beginning = new Map<string, Promise<Draft>>()
  const begunRuns = begunIn(studio.memory)
  const gone = new AbortController()
  const elsewhere = new Map<string, string>()
  const changed = new EventEmitter<void>()
  const events = new EventEmitter<{ draft: Draft; event: RunEvent }>()
  const ends = new EventEmitter<Draft>()
  const change = createTelling(() => changed.fire(), () => breath)

  const stop = async (run: string): Promise<void> => {
    const [{ problemOf }, client] = await Promise.all([import('./problem-of.ts'), studio.connect()])
    await client.api.runs.cancel.mutate({ runId: run }).catch((error: unknown) => {
      throw problemOf(error)
    })
  }

  const fail = async (draft: DraftState, error: unknown): Promise<void> => {
    const { problemOf } = await import('./problem-of.ts')
    const { code, message, stack } = problemOf(error)
    studio.log.error(`${code}: ${message}`)
    if (stack) studio.log.debug(stack)
    draft.status = 'failed'
    draft.problem = { code, message }
  }

  const follow = async (begun: Begun): Promise<Draft> => {
    const { carryOut } = await import('./carry-out.ts')
    const { run, brief, briefUri, where, endsAfter, show, takesOver, parts = 0, held } = begun
    const leave = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const draft: DraftState = { run, brief, briefUri, where, takesOver, place: undefined, status: 'pending', problem: undefined, short: '', line: '', progress: undefined, ended }
    followed.delete(run)
    const resumed = new EventEmitter<void>()
    followed.set(run, { draft, leave, resumed })
    change.now()
    const told = (event: RunEvent): void => {
      events.fire({ draft, event })
      change.soon()
      if (draft.place) void begunRuns.forget(run)
    }
    const undone = (): void => void stop(run).catch((error: unknown) => studio.log.warn(String(error)))
    void carryOut(studio, draft, { where, endsAfter, show, takesOver, parts, signal: leave.signal, told, changed: change.soon, undone, onResumed: resumed.event })
      .catch((error: unknown) => fail(draft, error))
      .finally(() => {
        held.release()
        // A window that closes leaves its drafts to the next one.
        if (!leave.signal.aborted) void begunRuns.forget(run)
        resolve()
        change.now()
        ends.fire(draft)
      })
    return draft
  }

  /** What a failed call means, as a ColdopenError. */
  const told = async <Answer>(asking: Promise<Answer>): Promise<Answer> => {
    try {
      return await asking
    } catch (error) {
      const { problemOf } = await import('./problem-of.ts')
      throw problemOf(error)
    }
  }

  /** A second click before anything is seen of the first means the same draft. */
  const once = (of: string, begin: () => Promise<Draft>): Promise<Draft> => {
    const known = beginning.get(of)
    if (known) return known
    const mine = begin().finally(() => beginning.delete(of))
    beginning.set(of, mine)
    return mine
  }

  /** Has a run go on, and follows it unless it is followed already. */
  const goOn = async (ask: (begin: Begin) => Promise<Resumed>, show: Show = 'script'): Promise<Draft> => {
    const [begin, { hold }] = await Promise.all([import('./begin.ts'), import('./hold.ts')])
    const resumed = await told(ask(begin))
    const known = followed.get(resumed.run)
    if (known && isActive(known.draft)) {
      known.resumed.fire()
      return known.draft
    }
    return once(resumed.run, async () => follow({ ...resumed, show, held: await hold(resumed.run) }))
  }

  const start = async (wish: Wish): Promise<Draft> => {
    const [{ beginRun }, { hold }] = await Promise.all([import('./begin.ts'), import('./hold.ts')])
    const run = randomUUID()
    const show: Show = wish.unseen ? 'nothing' : wish.only?.length === 0 ? 'bible' : 'script'
    const { where, briefUri, takesOver } = wish
    await begunRuns.remember({ run, where, ...(briefUri && { briefFile: basename(briefUri.fsPath) }), ...(takesOver !== undefined && { takesOver }) })
    try {
      const brief = await told(beginRun(studio, wish, run))
      return await follow({ run, brief, where, briefUri, endsAfter: 0, show, takesOver, held: await hold(run) })
    } catch (error) {
      // A run of which a server that is gone may know is looked for by the next window.
      if (!(error instanceof Error && 'serverGone' in error)) await begunRuns.forget(run)
      throw error
    }
  }

  const takeUpOne = async (finding: Promise<TakenUp | undefined>): Promise<void> => {
    try {
      const found = await finding
      if (found) await follow({ ...found, show: 'nothing' })
    } catch (error) {
      const { problemOf } = await import('./problem-of.ts')
      studio.log.warn(problemOf(error).message)
    }
  }

  return {
    all: () => Array.from(followed.values(), one => one.draft),
    of: uri => Array.from(followed.values(), one => one.draft).findLast(draft => belongsTo(draft, uri)),
    elsewhere: () => [...elsewhere.values()],
    onDidChange: changed.event,
    onEvent: events.event,
    onDidEnd: ends.event,
    start: wish => (wish.briefUri ? once(wish.briefUri.toString(), () => start(wish)) : start(wish)),
    resume: (path, how = {}) => goOn(async begin => begin.resumeRun(studio, await begin.stoppedAt(path), how.limits), how.unseen ? 'nothing' : 'script'),
    resumeDraft: run => goOn(async begin => begin.resumeRun(studio, await begin.stoppedDraft(followed.get(run)?.draft))),
    retryPart: (path, wish) => goOn(async begin => begin.retryPart(studio, await begin.stoppedAt(path), wish)),
    stop,
    async takeUp() {
      const sidecars = await workspace.findFiles('**/*.coldopen.json', '**/node_modules/**', 1000)
      const begun = begunRuns.all().filter(({ run }) => !followed.has(run))
      if (sidecars.length + begun.length === 0) return
      const { takeUpBegun, takeUpFolder } = await import('./take-up.ts')
      const waiting: Waiting = {
        signal: gone.signal,
        isFollowed: run => followed.has(run),
        elsewhere(run, name) {
          elsewhere.set(run, name)
          studio.log.info(`${name} is being drafted in another window, which writes its files`)
          change.now()
        },
        here(run) {
          if (elsewhere.delete(run) && !gone.signal.aborted) change.now()
        },
      }
      // Those without files first: of a run that has both, one is enough.
      await Promise.all(begun.map(each => takeUpOne(takeUpBegun(studio, each, waiting))))
      await Promise.all(sidecars.map(({ fsPath }) => takeUpOne(takeUpFolder(studio, fsPath, waiting))))
    },
    async leave() {
      gone.abort()
      for (const { leave } of followed.values()) leave.abort()
      await Promise.all(Array.from(followed.values(), ({ draft }) => draft.ended))
    },
    dispose() {
      gone.abort()
      change.stop()
      for (const { leave } of followed.values()) leave.abort()
      changed.dispose()
      events.dispose()
      ends.dispose()
    },
  }
}
