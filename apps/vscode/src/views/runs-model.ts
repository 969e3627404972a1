import { followRun, type Coldopen } from '@coldopen/client'
import { EventEmitter, window, workspace, type Disposable, type Event, type Uri } from 'vscode'
import { z } from 'zod'
import type { Drafts } from '../drafts/drafts.ts'
import { createTelling } from '../telling.ts'
import { figuresOf, isGoing, takeFigures, takeRun, type PartFigures, type RunFigures, type RunSummary } from './run-figures.ts'

/** The runs that the server knows, and those whose files are in this workspace. */
export type RunsModel = Disposable & {
  /** The runs that have changed; undefined when others are there, or one is gone. */
  readonly onDidChange: Event<ReadonlySet<RunFigures> | undefined>
  /** Those of this workspace first, each kind newest first. When the server cannot be reached only they are there, and a sentence that says why. */
  readonly list: () => Promise<RunList>
  readonly parts: (run: ShownRun) => Promise<readonly PartFigures[]>
  /** Runs are followed only while somebody looks. */
  readonly setVisible: (visible: boolean) => void
  readonly refresh: () => void
}

/** A run, and the sidecar of its files in this workspace. `isKnown` is false for a run that this server does not have. */
export type ShownRun = { readonly figures: RunFigures; readonly sidecar: Uri | undefined; readonly isKnown: boolean }

export type RunList = { readonly runs: readonly ShownRun[]; readonly problem?: string }

export type RunsModelParts = { readonly drafts: Drafts; readonly connect: () => Promise<Coldopen> }

/** Milliseconds between two tellings of a change. */
const breath = 250

/** Times that the parts of a run are asked for whose events are faster than the answers. */
const mostAsked = 10

const sidecarSchema = z.object({ run: z.string(), brief: z.object({ format: z.string() }) })

const slugOf = (sidecar: Uri): string => sidecar.path.slice(sidecar.path.lastIndexOf('/') + 1).replace(/\.coldopen\.json$/, '')

const sidecarsHere = async (): Promise<Map<string, { uri: Uri; format: string }>> => {
  const found = new Map<string, { uri: Uri; format: string }>()
  const uris = await workspace.findFiles('**/*.coldopen.json', '**/node_modules/**', 500)
  await Promise.all(
    uris.map(async uri => {
      try {
        const sidecar = sidecarSchema.parse(JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(uri))))
        found.set(sidecar.run, { uri, format: sidecar.brief.format })
      } catch {
        // A sidecar that is spoilt, or of another kind, is no run that could be shown.
      }
    }),
  )
  return found
}

/** A run that only its files in this workspace tell of. */
const unknownRun = (id: string, format: string, title: string): RunFigures => ({
  id,
  title,
  format,
  status: 'cancelled',
  paused: undefined,
  problem: undefined,
  partsDone: 0,
  parts: 0,
  unitsDone: undefined,
  unitsTotal: undefined,
  part: 0,
  usage: { requests: 0, inputTokens: 0, outputTokens: 0, cost: 0 },
  seq: 0,
  details: undefined,
})

/** Which runs a list has, as text. */
const listed = ({ runs, problem }: RunList): string => JSON.stringify([problem, runs.map(({ figures, sidecar, isKnown }) => [figures.id, sidecar?.toString(), isKnown])])

export const createRunsModel = ({ drafts, connect }: RunsModelParts): RunsModel => {
  const changed = new EventEmitter<ReadonlySet<RunFigures> | undefined>()
  const runs = new Map<string, RunFigures>()
  const followed = new Map<string, AbortController>()
  const watcher = workspace.createFileSystemWatcher('**/*.coldopen.json', false, true, false)
  let touched = new Set<RunFigures>()
  let stale = true
  let shown: RunList = { runs: [] }
  let loading = Promise.resolve(false)
  let visible = false

  const tell = async (): Promise<void> => {
    // What is shown stays as it is while the server is asked, so that a click meanwhile still means something.
    const isOther = stale && (await load())
    const some = touched
    touched = new Set()
    if (isOther) changed.fire(undefined)
    else if (some.size > 0) changed.fire(some)
  }
  const change = createTelling(() => void tell(), () => breath)
  const touch = (figures: RunFigures): void => {
    touched.add(figures)
    change.soon()
  }
  const refresh = (): void => {
    stale = true
    if (visible) change.soon()
  }

  /** Drafts of this window are followed already; what another window or a terminal drafts is followed from here. */
  const followOthers = (): void => {
    const own = new Set(drafts.all().map(draft => draft.run))
    for (const figures of runs.values()) {
      if (!visible || !isGoing(figures) || own.has(figures.id) || followed.has(figures.id)) continue
      const leave = new AbortController()
      followed.set(figures.id, leave)
      void follow(figures, leave.signal).finally(() => followed.delete(figures.id))
    }
  }
  const follow = async (figures: RunFigures, signal: AbortSignal): Promise<void> => {
    try {
      for await (const event of followRun(connect, { run: figures.id, after: figures.seq }, signal)) {
        if (takeFigures(figures, event)) touch(figures)
        if (event.type === 'run-end' && !isGoing(figures)) return
      }
    } catch {
      // The server is gone: what is shown stays as it was until somebody refreshes.
    }
  }
  const letGo = (): void => {
    for (const leave of followed.values()) leave.abort()
    followed.clear()
  }

  /** What the server knows, or why that is not known. */
  const ask = async (): Promise<{ summaries: readonly RunSummary[]; problem?: string }> => {
    try {
      const client = await connect()
      return { summaries: (await client.api.runs.list.query({ limit: 100 })).runs }
    } catch (error) {
      return { summaries: [], problem: error instanceof Error ? error.message : String(error) }
    }
  }

  const read = async (): Promise<RunList> => {
    const [here, { summaries, problem }] = await Promise.all([sidecarsHere(), ask()])
    const known = summaries.map(summary => {
      const figures = runs.get(summary.id) ?? figuresOf(summary)
      // Whoever follows a run folds into these very figures.
      if (figures.seq < summary.lastSeq) touched.add(Object.assign(figures, figuresOf(summary)))
      runs.set(summary.id, figures)
      return { figures, sidecar: here.get(summary.id)?.uri, isKnown: true }
    })
    const ids = new Set(summaries.map(summary => summary.id))
    const others = [...here].flatMap(([id, { uri, format }]) => (ids.has(id) ? [] : [{ figures: unknownRun(id, format, slugOf(uri)), sidecar: uri, isKnown: false }]))
    followOthers()
    const [own, elsewhere] = [known.filter(run => run.sidecar), known.filter(run => !run.sidecar)]
    return { runs: [...own, ...others, ...elsewhere], ...(problem !== undefined && { problem }) }
  }

  /** Answers whether it is another list now. One load waits for another: an answer that comes late is no older list. */
  const load = (): Promise<boolean> => {
    loading = loading.catch(() => false).then(async () => {
      stale = false
      const before = listed(shown)
      shown = await read()
      return listed(shown) !== before
    })
    return loading
  }

  const held = [
    watcher,
    watcher.onDidCreate(refresh),
    watcher.onDidDelete(refresh),
    drafts.onEvent(({ event }) => {
      const figures = runs.get(event.run)
      if (!figures) refresh()
      else if (takeFigures(figures, event)) touch(figures)
    }),
    drafts.onDidEnd(refresh),
    window.onDidChangeWindowState(state => state.focused && refresh()),
    changed,
  ]

  return {
    onDidChange: changed.event,
    async list() {
      if (stale) await load()
      return shown
    },
    async parts({ figures }) {
      for (let asked = 0; !figures.details && asked < mostAsked; asked++) {
        const client = await connect()
        const { seq } = figures
        takeRun(figures, await client.api.runs.get.query({ runId: figures.id }))
        if (figures.seq !== seq) touch(figures)
      }
      return [...(figures.details?.values() ?? [])].toSorted((a, b) => a.number - b.number)
    },
    setVisible(now) {
      if (now === visible) return
      visible = now
      if (now) refresh()
      else letGo()
    },
    refresh,
    dispose() {
      change.stop()
      letGo()
      for (const one of held) one.dispose()
    },
  }
}
