import { EventEmitter, l10n, Uri, type Disposable, type Event } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import { createTelling } from '../telling.ts'
import type { RedraftWish } from './begin-redraft.ts'
import type { Redraft, RedraftRecord } from './redraft.ts'
import { rememberedRedrafts } from './remembered.ts'

/** The redrafts that wait for the writer's word: any number at once, each a short run of its own. */
export type Redrafts = Disposable & {
  readonly all: () => readonly Redraft[]
  readonly of: (run: string) => Redraft | undefined
  /** There are others than before, or one has ended. */
  readonly onDidChange: Event<void>
  /** There is more text of one of them; at most every 50 ms. */
  readonly onText: Event<Redraft>
  /** Starts one and follows it. Resolves once it has begun. Throws a ColdopenError. */
  readonly start: (wish: RedraftWish) => Promise<Redraft>
  /** Ends the short run; what has come stays. Throws a ColdopenError. */
  readonly stop: (run: string) => Promise<void>
  /** Nobody wants it any more. */
  readonly forget: (run: string) => Promise<void>
  /**
   * Follows those that a window before this one has left, and those that could not be followed any more. Those of another server
   * are left alone: they are there again when that one is.
   */
  readonly takeUp: () => Promise<void>
}

type Mutable = { -readonly [Field in keyof Redraft]: Redraft[Field] }

/** `isLost` when the run went on, or may have, and nobody here could hear of it. */
type Followed = { readonly redraft: Mutable; readonly record: RedraftRecord; readonly leave: AbortController; isLost: boolean }

/** Milliseconds between two looks of the editor at a text that arrives. */
const breath = 50

/** As what a redraft is shown, by the roster of the script's plan. */
const shownAs = async ({ target, old, script }: RedraftRecord) => {
  if (target.type === 'passage') return { type: 'passage', old } as const
  if (target.type === 'chunk') return { type: 'chunk' } as const
  const { planBeside } = await import('./plan-beside.ts')
  const plan = await planBeside(Uri.parse(script, true))
  return { type: 'segment', segment_id: target.id, segment_number: target.shown, roster: plan?.characters_roster ?? [] } as const
}

export const createRedrafts = (studio: Studio): Redrafts => {
  const memory = rememberedRedrafts(studio.memory)
  const followed = new Map<string, Followed>()
  const changed = new EventEmitter<void>()
  const texts = new EventEmitter<Redraft>()

  const follow = async (one: Followed, signal: AbortSignal): Promise<void> => {
    const { redraft } = one
    const { followRedraft } = await import('@coldopen/client')
    let latest = (): string => redraft.text
    const look = (): void => {
      redraft.text = latest()
      texts.fire(redraft)
    }
    const show = createTelling(look, () => breath)
    try {
      for await (const { text, ended } of followRedraft(studio.connect, { run: redraft.run, as: await shownAs(redraft) }, signal)) {
        latest = text
        show.soon()
        if (!ended) continue
        show.now()
        redraft.status = ended.status === 'completed' ? 'done' : 'stopped'
        redraft.problem = ended.problem?.message
      }
    } catch (error) {
      const { problemOf } = await import('../drafts/problem-of.ts')
      const { code, message } = problemOf(error)
      studio.log.warn(`${code}: ${message}`)
      one.isLost = true
      redraft.status = 'stopped'
      redraft.problem = code === 'not-found' ? l10n.t('The server does not know this text any more. Discard it, or turn back to the server that wrote it.') : message
    } finally {
      show.stop()
    }
    if (!signal.aborted) changed.fire()
  }

  const add = (record: RedraftRecord): Redraft => {
    const redraft: Mutable = { ...record, text: followed.get(record.run)?.redraft.text ?? '', status: 'writing', problem: undefined }
    const entry: Followed = { redraft, record, leave: new AbortController(), isLost: false }
    followed.set(record.run, entry)
    void follow(entry, entry.leave.signal)
    return redraft
  }

  return {
    all: () => Array.from(followed.values(), one => one.redraft),
    of: run => followed.get(run)?.redraft,
    onDidChange: changed.event,
    onText: texts.event,
    async start(wish) {
      const { beginRedraft } = await import('./begin-redraft.ts')
      const { plan: _plan, sidecar: _sidecar, before: _before, after: _after, ...rest } = wish
      const record = { ...rest, ...(await beginRedraft(studio, wish)) }
      await memory.remember(record)
      const redraft = add(record)
      changed.fire()
      return redraft
    },
    async stop(run) {
      const [{ problemOf }, client] = await Promise.all([import('../drafts/problem-of.ts'), studio.connect()])
      await client.api.runs.cancel.mutate({ runId: run }).catch((error: unknown) => {
        throw problemOf(error)
      })
    },
    async forget(run) {
      followed.get(run)?.leave.abort()
      followed.delete(run)
      await memory.forget(run)
      changed.fire()
    },
    async takeUp() {
      if (memory.all().length === 0) return
      const { serverHere } = await import('./server-here.ts')
      const here = serverHere()
      const left = memory.all().filter(({ run, server = here }) => server === here && (followed.get(run)?.isLost ?? true))
      for (const record of left) add(record)
      if (left.length > 0) changed.fire()
    },
    dispose() {
      for (const { leave } of followed.values()) leave.abort()
      changed.dispose()
      texts.dispose()
    },
  }
}
