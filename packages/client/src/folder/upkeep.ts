import { bibleJson, metadataFileName, packFileName, packJson, readBible, sidecarFileName } from '@coldopen/script'
import { writeFileAtomic } from '../atomic-file.ts'
import { chunkFiles } from './chunk-draft.ts'
import { bibleSoFar, isSoFar, planSoFar } from './live-bible.ts'
import { numberOfId, passageHash } from './merge-script.ts'
import { passageOf } from './passages.ts'
import type { Place } from './place.ts'
import { rewrite, watched, wholeFile, type Draft } from './rewriting.ts'
import { scriptDraft } from './script-draft.ts'
import { nothingBehind, noticeOf, packOf, type Behind, type ScriptState } from './script-state.ts'
import { leaveSet, setSoFar, setText, type PartFile } from './set-draft.ts'
import { scriptNameOf } from './script-kind.ts'
import { settle, settledUpTo, unsettledNumbers } from './settlement.ts'
import { sidecarText, type FileRecord, type Sidecar, type TextRecord } from './sidecar.ts'

/** What the sidecar says of a run that does not change while it is written. */
export type Origin = Pick<Sidecar, 'run' | 'brief'> & { readonly server?: string; readonly briefFile?: string }

export type Upkeep = {
  /**
   * Writes what is behind. Without `script` the script's file is left for later, since rewriting it is the dear part. With
   * `look`, files that an editor writes are looked at, to learn what of them has been saved. Answers how many characters were
   * written.
   */
  round(options: { script: boolean; look: boolean }): Promise<number>
  /** Brings the sidecar up to date. */
  save(): Promise<void>
  /** Length of the sidecar when it was last written. */
  sidecarLength(): number
}

export type UpkeepOptions = {
  readonly state: ScriptState
  readonly place: Place
  readonly origin: Origin
  readonly records: Map<string, FileRecord>
  /** The brief's file and its text; undefined when the writer has one. */
  readonly brief: { readonly name: string; readonly text: string } | undefined
  readonly isLive: (name: string) => boolean
  readonly onForeign: (name: string) => void
  readonly onReplaced: (name: string, hash: string) => void
  readonly notify: (sentence: string) => void
}

const isOver = ({ view, behind, endedBefore }: ScriptState): boolean => {
  const hasEnded = view.status === 'pending' ? endedBefore : view.status !== 'processing'
  return hasEnded && !behind.script && !behind.bible && !behind.pack && behind.sets.size === 0
}

/** The sidecar as the files stand now. */
export const sidecarOf = (state: ScriptState, origin: Origin, records: ReadonlyMap<string, FileRecord>): Sidecar => {
  const names = [...records.keys()].toSorted()
  const { kind } = state.passages
  return {
    version: 1,
    run: origin.run,
    ...(origin.server !== undefined && { server: origin.server }),
    lastEvent: Math.max(state.settledBefore, settledUpTo(state.settlement, state.view.seq)),
    told: Math.max(state.toldBefore, Math.min(state.toldAtMost, state.view.seq)),
    ...(isOver(state) && { ended: true }),
    parts: state.sets,
    sample: state.sample,
    brief: origin.brief,
    ...(origin.briefFile !== undefined && { briefFile: origin.briefFile }),
    ...(state.scriptFile !== undefined && { scriptFile: state.scriptFile }),
    files: Object.fromEntries(names.map(name => [name, records.get(name) ?? {}])),
    passages: Object.fromEntries(unsettledPassages(state)),
    locks: [...state.passages.locked].toSorted((a, b) => a - b).map(kind.idOf),
  }
}

/** What the script's file has of segments that are not settled, by id. */
const unsettledPassages = function* (state: ScriptState): Generator<[string, TextRecord]> {
  const { left, kind } = state.passages
  const ids = new Set([...Array.from(unsettledNumbers(state.settlement), kind.idOf), ...left.keys()])
  for (const id of [...ids].toSorted()) {
    const passage = passageOf(state.passages, numberOfId(id))
    const hash = passage?.written === undefined ? left.get(id)?.hash : passageHash(passage.written)
    const next = passage?.writing === undefined ? left.get(id)?.next : passageHash(passage.writing)
    if (hash !== undefined || next !== undefined) yield [id, { ...(hash !== undefined && { hash }), ...(next !== undefined && next !== hash && { next }) }]
  }
}

/** Whether files of a part (0 is the plan) are behind what has arrived. */
const isBehind = (behind: Behind, part: number): boolean => {
  if (part === 0) return behind.bible || behind.brief
  return behind.sets.has(part) || (part === 1 && behind.pack)
}

export const createUpkeep = (options: UpkeepOptions): Upkeep => {
  const { state, place, origin, records, notify, onForeign, onReplaced } = options
  const { kind } = state.passages
  const bibleName = metadataFileName(place.slug)
  const sidecarName = sidecarFileName(place.slug)
  let saved: string | undefined
  let lastSave: Promise<unknown> = Promise.resolve()

  const saveNow = async (): Promise<void> => {
    const text = sidecarText(sidecarOf(state, origin, records))
    if (text === saved) return
    await writeFileAtomic(place.folder.path(sidecarName), text)
    saved = text
  }

  /** One at a time: an older sidecar must not take the place of a newer one. */
  const save = (): Promise<void> => {
    const saving = lastSave.then(saveNow)
    lastSave = saving.catch(() => undefined)
    return saving
  }

  const briefDraft = (): Draft[] => {
    if (!options.brief) return []
    const { name, text } = options.brief
    // A brief that is there already is the writer's own, and nothing to speak of.
    return [{ name, decide: found => (found.type === 'missing' ? { type: 'write', text } : { type: 'keep' }) }]
  }

  const bibleDraft = (): Draft[] => {
    const { bible } = state
    if (!bible) return planSoFar(state) === undefined ? [] : [bibleSoFar(bibleName, state)]
    const text = bibleJson(bible)
    const leave = `${bibleName} was edited by you and stays as it is: resume the run to have the rest drafted from your plan.`
    const whole = wholeFile({ name: bibleName, text, leave }, notify)
    return [
      {
        name: bibleName,
        decide(found, record) {
          if (found.type !== 'file' || found.text === undefined) return whole.decide(found, record)
          const read = readBible(found.text)
          if (read.ok && bibleJson(read.value) === text) return { type: 'keep', hash: found.hash }
          // What an editor saved while the plan arrived is no edit.
          return isSoFar(found.text, bible) ? { type: 'write', text } : whole.decide(found, record)
        },
      },
    ]
  }

  const packDraft = (): Draft[] => {
    const pack = packOf(state)
    if (!pack) return []
    const name = packFileName(place.slug)
    return [wholeFile({ name, text: packJson(pack), leave: `${name} was edited by you and stays as it is.` }, notify)]
  }

  const setFile = (set: number): PartFile[] => {
    const soFar = setSoFar(state.view, set, { sets: state.sets, notice: noticeOf(state) })
    if (!soFar) return []
    const name = kind.partFile(place.slug, set, state.sets)
    return [{ name, text: setText(soFar), leave: leaveSet(set, name) }]
  }

  const partDrafts = (part: number, behind: ReadonlySet<number>): Draft[] => {
    const files = kind.unit === 'chunk' ? chunkFiles(state, part, behind) : setFile(part)
    return files.map(file => wholeFile(file, notify))
  }

  /** What is behind, as drafts; each can be put back when nothing comes of it. */
  const collect = (was: Behind, script: string | undefined, look: boolean): { draft: Draft; putBack: () => void }[] => {
    const late = (state.behind = nothingBehind())
    const collected: { draft: Draft; putBack: () => void }[] = []
    const take = (drafts: readonly Draft[], putBack: () => void, streamed = true): void => {
      for (const draft of drafts) {
        const live = streamed && options.isLive(draft.name)
        if (live && !look) putBack()
        else if (live) collected.push({ draft: watched(draft), putBack })
        else collected.push({ draft: streamed ? { ...draft, isLive: () => options.isLive(draft.name) } : draft, putBack })
      }
    }
    if (was.brief) take(briefDraft(), () => (late.brief = true), false)
    if (was.bible) take(bibleDraft(), () => (late.bible = true))
    if (was.pack) take(packDraft(), () => (late.pack = true), false)
    // Of chunks an editor is given the whole script alone; each file of one is written once, when the chunk is done.
    for (const set of was.sets) {
      take(partDrafts(set, was.sets), () => {
        late.sets.add(set)
        if (was.endedSets.has(set)) late.endedSets.add(set)
      }, kind.unit === 'segment')
    }
    if (was.script) {
      if (script !== undefined) take([scriptDraft(script, state, notify)], () => (late.script = true))
      else late.script = true
    }
    return collected
  }

  return {
    async round({ script, look }) {
      const seq = state.view.seq
      const [pending, ended] = [state.pending, state.ended]
      const was = state.behind
      const scriptName = scriptNameOf(place.slug, { brief: origin.brief, scriptFile: state.scriptFile })
      const collected = collect(was, script ? scriptName : undefined, look)
      const putBack = (which: (name: string) => boolean): void => {
        for (const one of collected) if (which(one.draft.name)) one.putBack()
      }
      let outcome: Awaited<ReturnType<typeof rewrite>>
      try {
        outcome = await rewrite({ folder: place.folder, records, save, onForeign, onReplaced }, collected.map(one => one.draft))
      } catch (error) {
        putBack(() => true)
        throw error
      }
      putBack(name => outcome.again.has(name))
      state.edited = records.get(scriptName)?.edited === true
      state.ended -= ended
      const taken = collected.some(one => one.draft.name === scriptName) && !outcome.again.has(scriptName)
      if (taken || !was.script) {
        state.pending -= pending
        state.scriptSeq = seq
      }
      const settled = settle(state.settlement, state.scriptSeq, part => isBehind(state.behind, part))
      for (const numbers of settled) for (const number of numbers) state.passages.left.delete(kind.idOf(number))
      if (settled.length > 0) await save()
      return outcome.written + (saved?.length ?? 0)
    },
    save,
    sidecarLength: () => saved?.length ?? 0,
  }
}
