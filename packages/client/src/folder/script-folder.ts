import { basename, dirname, join } from 'node:path'
import { ColdopenError, type Brief, type RunEvent } from '@coldopen/core/protocol'
import { isChunkFileName, metadataFileName, type Chunk } from '@coldopen/script'
import { briefFileName, briefText } from './brief-file.ts'
import { marksSentence } from './chunk-draft.ts'
import { noDocuments, type Documents } from './documents.ts'
import { createForeign } from './foreign.ts'
import { goneError } from './held-folder.ts'
import { createLiveBible, titleOf } from './live-bible.ts'
import { createLiveScript } from './live-script.ts'
import { createLiveSets, noLiveSets } from './live-sets.ts'
import { createPace, systemClock, type Clock } from './pace.ts'
import { begunIn } from './passages.ts'
import { takePlace, type Place, type Where } from './place.ts'
import { createReplaced } from './replaced.ts'
import { sayOnce } from './say-once.ts'
import { kindOf, scriptNameOf } from './script-kind.ts'
import { noticeOf, takeEvent } from './script-state.ts'
import { sidecarText } from './sidecar.ts'
import { findLeft, takeUp } from './take-up.ts'
import { createUpkeep, sidecarOf, type Origin, type Upkeep } from './upkeep.ts'
import { isHidden } from './view.ts'

export type ScriptFolderOptions = Where & {
  /** The run's id: events of another are refused. */
  readonly run: string
  readonly brief: Brief
  /** The brief's own file, when it is one of the folder; without it a `brief.md` is written. */
  readonly briefFile?: string
  /** The run that this one goes on from: its place is taken over, with whatever of its files stands there. */
  readonly takesOver?: string
  /** The bible's file is made as soon as the title is known, so that an editor can show the plan while it arrives. */
  readonly livePlan?: boolean
  /** The address of the server that has the run, when it is not the local one. Never with a token. */
  readonly server?: string
  readonly clock?: Clock
  /** Documents that an editor has open and writes itself. */
  readonly documents?: Documents
  /** Told, in one sentence each, what the writer should know: what was left alone, what could not be written. */
  readonly onNotice?: (sentence: string) => void
}

/** The script's folder on disk, as it follows a run. */
export type ScriptFolder = {
  /** The event after which the run has to be told: everything before it is in the files. */
  readonly lastEvent: number
  /** What happened up to this event was in the files when the folder was opened; it may have to be told again all the same. */
  readonly knownEvent: number
  /** The folder and the script's file in it, as absolute paths; undefined until the plan is done and the folder is made. */
  place(): { readonly dir: string; readonly script: string; readonly slug: string } | undefined
  /**
   * Takes the next event; one that was told already changes nothing. Files follow by themselves. Throws `invalid-input` for
   * an event of another run, and `file-processing` once the folder is gone.
   */
  apply(event: RunEvent): void
  /**
   * The script's file is being renamed: nothing is written from `held` on until `path` resolves, with its new absolute path or,
   * when nothing comes of it, with undefined. When `done` resolves the script goes on under its new name, if that is in its folder.
   */
  renaming(path: Promise<string | undefined>): { readonly held: Promise<void>; readonly done: Promise<void> }
  /**
   * Does something while nothing is being written, if the writer has changed the script or its bible since this was last
   * called; files that are as they were are not read. `act` is given what the script has of chunks that are not whole in
   * it yet, by number. Throws what `act` throws, and then the next call does it again.
   */
  whenEdited(act: (dir: string, begun: ReadonlyMap<number, string>) => Promise<void>): Promise<void>
  /** Resolves when nothing is being written, though something may be waiting for its time. */
  idle(): Promise<void>
  /** Writes everything that has arrived. Throws `storage` or `file-processing` when that cannot be done. */
  flush(): Promise<void>
  /** Flushes, and lets the folder go. */
  close(): Promise<void>
}

const movedSentence = (was: string, to: string): string => {
  return `${was} is ${to} now, where its draft does not follow it: what is still to come is in the set files, and in a new ${was}.`
}

/** After a failure the next attempt waits this long. */
const retryMs = 5000
/** How often it is looked whether an editor has let a file go. */
const watchMs = 1000

/**
 * Opens the folder of a run: where the run was being written before, or, once the plan gives it a title, a new one. With
 * `base` that is `drafts/<slug>` in it, with `dir` that folder itself. Throws `file-processing` when it cannot be read.
 */
export const openScriptFolder = async (options: ScriptFolderOptions): Promise<ScriptFolder> => {
  const clock = options.clock ?? systemClock
  const pace = createPace(clock)
  const given = options.documents ?? noDocuments
  const notify = sayOnce(options.onNotice)
  const kind = kindOf(options.brief.format)
  const found = await findLeft(options, options, kind)
  const { state, records } = await takeUp(found, kind)

  let place: Place | undefined = found
  let upkeep: Upkeep | undefined
  let running: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined
  let failure: { error: unknown; at: number } | undefined
  let gone: ColdopenError | undefined
  let closed = false

  const server = options.server ?? found?.sidecar.server
  const origin: Origin = {
    run: options.run,
    brief: options.brief,
    ...(options.briefFile !== undefined && { briefFile: options.briefFile }),
    ...(server !== undefined && { server }),
  }
  const pathOf = (name: string): string | undefined => place && join(place.folder.dir, name)
  const scriptPath = (): string | undefined => place && pathOf(scriptNameOf(place.slug, { brief: options.brief, scriptFile: state.scriptFile }))
  const setPath = (set: number): string | undefined => place && pathOf(kind.partFile(place.slug, set, state.sets))
  const biblePath = (): string | undefined => place && pathOf(metadataFileName(place.slug))
  const foreign = createForeign(records)
  const replaced = createReplaced(records)
  const documents: Documents = { live: (file, cut) => given.live(file, cut, text => replaced.isOld(basename(file), text)) }
  const liveScript = createLiveScript(documents, state, scriptPath)
  const liveBible = createLiveBible({ documents, state, records, roster: options.brief.roster, file: biblePath })
  const liveSets = kind.unit === 'chunk' ? noLiveSets : createLiveSets({ documents, state, records, notify, fileOf: setPath })

  const settleIn = async (): Promise<Upkeep> => {
    place ??= await takePlace(options, { title: titleOf(state) ?? '', kind }, sidecarText(sidecarOf(state, origin, records)))
    state.behind.brief ||= options.briefFile === undefined && records.get(briefFileName)?.hash === undefined
    const brief = { name: briefFileName, text: briefText(options.brief, { notice: noticeOf(state) }) }
    upkeep ??= createUpkeep({
      state,
      place,
      origin,
      records,
      notify,
      brief: options.briefFile === undefined ? brief : undefined,
      isLive: name => documents.live(pathOf(name) ?? name) !== undefined,
      onForeign: foreign.note,
      onReplaced: replaced.note,
    })
    return upkeep
  }

  const tellMarks = (chunk: Chunk): void => {
    const sentence = marksSentence(chunk, state.sets)
    if (sentence !== undefined) notify(sentence)
  }

  const round = async (script: boolean, look: boolean): Promise<void> => {
    const begun = clock.now()
    let written = 0
    try {
      if (place && !(await place.folder.isThere())) throw (gone = goneError(place.folder.dir))
      written = await (upkeep ?? (await settleIn())).round({ script, look })
      failure = undefined
    } catch (error) {
      failure = { error, at: clock.now() }
      notify(error instanceof Error ? error.message : String(error))
    } finally {
      pace.wrote(clock.now() - begun, written)
    }
  }

  /** What is locked is in the sidecar at once, for whoever else writes in the folder. */
  const saveLocks = (): void => {
    upkeep?.save().catch((error: unknown) => notify(error instanceof Error ? error.message : String(error)))
  }

  const setsAreBehind = (): boolean => [...state.behind.sets].some(set => !liveSets.isOpen(set))

  /** Milliseconds until something has to be written: the script's file too, or without it. Undefined when nothing has. */
  const nextRound = (): { ms: number; script: boolean } | undefined => {
    const { behind } = state
    if (gone || closed || !(state.bible || (options.livePlan && titleOf(state) !== undefined))) return undefined
    if (!place || (behind.bible && !liveBible.isOpen())) return { ms: 0, script: true }
    const load = { pending: state.pending, script: state.passages.length, ended: state.ended, beside: upkeep?.sidecarLength() ?? 0 }
    const scriptMs = pace.scriptDue(load)
    if (behind.script && !liveScript.isOpen() && scriptMs === 0) return { ms: 0, script: true }
    if (behind.endedSets.size > 0 && setsAreBehind()) return { ms: pace.setsDue(load), script: false }
    if (behind.script && !liveScript.isOpen()) return { ms: scriptMs, script: true }
    if (behind.sets.size > 0 && setsAreBehind()) return { ms: scriptMs, script: false }
    return behind.script || behind.bible || behind.sets.size > 0 ? { ms: watchMs, script: false } : undefined
  }

  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const turn = (running ?? Promise.resolve())
      .then(act)
      .finally(() => {
        if (running === turn) running = undefined
        schedule()
      })
    running = turn
    return turn
  }

  /** Rounds follow each other; what is told in one go is written in one. */
  const start = (script: boolean, look: boolean): Promise<void> => inTurn(() => round(script, look))

  const rename = async (to: string | undefined): Promise<void> => {
    const from = scriptPath()
    if (!place || from === undefined || to === undefined) return
    const [was, name] = [basename(from), basename(to)]
    if (dirname(to) !== dirname(from) || records.has(name)) return notify(movedSentence(was, to))
    const record = records.get(was)
    state.scriptFile = name
    records.delete(was)
    if (record) records.set(name, record)
    await upkeep?.save().catch((error: unknown) => notify(error instanceof Error ? error.message : String(error)))
  }

  const idle = async (): Promise<void> => {
    for (let last = running; last; last = running) await last
  }

  const schedule = (): void => {
    cancelTimer?.()
    cancelTimer = undefined
    const next = running ? undefined : nextRound()
    if (!next) return
    const ms = Math.max(next.ms, failure ? failure.at + retryMs - clock.now() : 0)
    if (ms === 0) void start(next.script, false)
    else cancelTimer = clock.later(ms, schedule)
  }

  const flush = async (): Promise<void> => {
    if (gone) throw gone
    if (!state.bible && !place) return
    // A file that the writer saves in this very moment is looked at once more.
    for (let tries = 0; tries < 3; tries++) {
      await start(true, true)
      if (failure) throw failure.error
      if (!state.behind.script && state.behind.sets.size === 0) break
    }
    await upkeep?.save()
  }

  return {
    lastEvent: state.view.seq,
    knownEvent: state.settledBefore,
    place() {
      const script = scriptPath()
      return place && script !== undefined ? { dir: place.folder.dir, script, slug: place.slug } : undefined
    },
    apply(event) {
      if (event.run !== options.run) throw new ColdopenError('invalid-input', `This folder belongs to ${options.run}, and the event to ${event.run}.`)
      if (closed) throw new ColdopenError('invalid-input', 'The script’s folder was closed before the run ended.')
      if (gone) throw gone
      const changes = takeEvent(state, event)
      if (options.livePlan && !place && !state.bible && titleOf(state) !== undefined) state.behind.bible = true
      if (changes.length > 0) liveScript.forward(changes)
      if (!isHidden(state.view, event)) liveSets.forward(event)
      liveBible.forward(event)
      if (event.type === 'locks') saveLocks()
      if (event.type === 'part-end' && event.chunk && event.seq > state.settledBefore) tellMarks(event.chunk)
      schedule()
    },
    renaming(path) {
      const held = running ?? Promise.resolve()
      return { held, done: inTurn(async () => rename(await path)) }
    },
    whenEdited(act) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      void inTurn(async () => {
        if (!place || gone || closed) return
        const { folder, slug } = place
        const script = scriptNameOf(slug, { brief: options.brief, scriptFile: state.scriptFile })
        const chunks = kind.unit === 'chunk' ? [...records.keys()].filter(isChunkFileName) : []
        const names = new Set([script, metadataFileName(slug), ...chunks])
        try {
          if (await foreign.look(names, name => folder.path(name))) await act(folder.dir, begunIn(state.passages, state.behind.sets))
        } catch (error) {
          foreign.note(script)
          reject(error)
        }
      }).then(resolve)
      return promise
    },
    idle,
    flush,
    async close() {
      try {
        if (!closed) {
          await liveScript.settle()
          await liveSets.settle()
          await liveBible.settle()
          await flush()
        }
      } finally {
        closed = true
        cancelTimer?.()
        await idle()
        await place?.folder.close()
      }
    },
  }
}
