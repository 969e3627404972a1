import { sampleNotice, type RunEvent } from '@coldopen/core/protocol'
import type { Bible, CanonicalPack } from '@coldopen/script'
import { noticeAbove } from './notice.ts'
import { changePassages, passageOf, setHeader, type PassageChange, type Passages } from './passages.ts'
import { createSettlement, note, type Settlement } from './settlement.ts'
import { applyEvent, isHidden, type View } from './view.ts'

/** Which files are behind what has arrived. */
export type Behind = { brief: boolean; bible: boolean; pack: boolean; script: boolean; readonly sets: Set<number>; readonly endedSets: Set<number> }

export const nothingBehind = (): Behind => ({ brief: false, bible: false, pack: false, script: false, sets: new Set(), endedSets: new Set() })

/** A script in memory, and how far its files are behind it. It changes in place. */
export type ScriptState = {
  readonly view: View
  readonly passages: Passages
  readonly settlement: Settlement
  /** Everything up to this event was in the files when the folder was opened. */
  readonly settledBefore: number
  /** Everything up to this event had been told when the folder was opened. */
  readonly toldBefore: number
  /** The run had ended, and everything of it was in the files, when the folder was opened. */
  readonly endedBefore: boolean
  /** The last event that counts as told, whatever came after it: a document took no more. */
  toldAtMost: number
  bible?: Bible
  sample: boolean
  /** The script's own file, where the writer has given it another name. */
  scriptFile?: string
  /** How many sets there are. */
  sets: number
  /** The script's file has the writer's words in it, and takes finished segments only. */
  edited: boolean
  behind: Behind
  /** Characters that have arrived since the script's file was written, and characters of sets that ended since theirs were. */
  pending: number
  ended: number
  /** The script's file has all that happened up to this event. */
  scriptSeq: number
}

export const createScriptState = (known: Pick<ScriptState, 'view' | 'passages' | 'settledBefore' | 'toldBefore' | 'endedBefore' | 'sample' | 'sets' | 'edited'>): ScriptState => ({
  ...known,
  toldAtMost: Infinity,
  settlement: createSettlement(),
  behind: nothingBehind(),
  pending: 0,
  ended: 0,
  scriptSeq: known.view.seq,
})

const withNotice = (bible: Bible, sample: boolean): Bible => {
  if (!sample || bible.generation_info.notice !== undefined) return bible
  return { ...bible, generation_info: { ...bible.generation_info, notice: sampleNotice } }
}

/** The sentence that every file of this script bears, if any. */
export const noticeOf = (state: ScriptState): string | undefined => {
  return noticeAbove(state.bible, state.sample)
}

/** The facts of this script, as their file has them. */
export const packOf = (state: ScriptState): CanonicalPack | undefined => {
  const { pack } = state.view
  if (!pack || !state.sample) return pack
  return { ...pack, notice: [sampleNotice, pack.notice].filter(said => said !== undefined).join(' ') }
}

const change = (state: ScriptState, event: RunEvent): PassageChange[] => {
  if (event.type === 'run-start') {
    state.sample = event.sample
    state.sets = event.parts
  }
  if (event.type === 'plan-end') {
    state.bible = withNotice(event.bible, state.sample)
    return setHeader(state.passages, state.bible, event.seq)
  }
  if (event.type === 'locks') state.passages.locked = new Set(event.locked)
  if (isHidden(state.view, event)) return []
  const kept = 'part' in event ? (state.view.parts.get(event.part)?.text ?? '') : ''
  return changePassages(state.passages, event, kept)
}

const lengthOf = (changes: readonly PassageChange[]): number => {
  let length = 0
  for (const { passage, edits } of changes) length += edits ? edits.reduce((sum, edit) => sum + edit.insert.length, 0) : passage.text.length
  return length
}

const markBehind = (state: ScriptState, event: RunEvent, changes: readonly PassageChange[]): void => {
  const { behind } = state
  if (event.type === 'plan-end') behind.bible = true
  if (event.type === 'pack-end' || (event.type === 'part-end' && event.pack)) behind.pack = true
  if (event.type === 'segment-end' || event.type === 'part-end') behind.sets.add(event.part)
  if (event.type === 'part-end') {
    behind.endedSets.add(event.part)
    const numbers = event.chunk ? [event.part] : event.segments.map(segment => segment.segment_number)
    for (const number of numbers) state.ended += passageOf(state.passages, number)?.text.length ?? 0
  }
  if (changes.some(({ passage }) => passage.finished || !state.edited)) behind.script = true
  state.pending += lengthOf(changes)
}

/**
 * Takes an event in. Answers what it changes in the script's Markdown; nothing for an event that is in already, is of an
 * attempt that is over, or is known to be in the files.
 */
export const takeEvent = (state: ScriptState, event: RunEvent): PassageChange[] => {
  if (!applyEvent(state.view, event)) return []
  if ('attempt' in event && event.attempt < (state.view.parts.get(event.part)?.attempt ?? 0)) return []
  const changes = change(state, event)
  if (event.seq <= state.settledBefore) {
    for (const { passage } of changes) passage.written = passage.text
    return []
  }
  note(state.settlement, event)
  markBehind(state, event, changes)
  return changes
}
