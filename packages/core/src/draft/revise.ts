import { wordCount, type Segment } from '@coldopen/script'
import { ColdopenError } from '../errors.ts'
import { formats } from '../formats/registry.ts'
import { tokensPerUnit } from './allocation.ts'
import { packOf } from './grounding.ts'
import { formatOf, isPiece, layoutOf, type ResolvedBrief } from './layout.ts'
import type { Revision, RevisionMode } from './revision.ts'
import type { RunState } from './run-state.ts'
import { lastWords } from './sentences.ts'
import { isLocked, segmentsTold, textTold } from './standing.ts'

/** What a writer wants written anew. `current` is the writer's own text, where it is not the one that the run has. */
export type RevisionWish =
  | { readonly type: 'segment'; readonly segment: number; readonly mode: RevisionMode; readonly note?: string | undefined; readonly current?: Segment | undefined }
  | { readonly type: 'chunk'; readonly chunk: number; readonly mode: RevisionMode; readonly note?: string | undefined; readonly current?: string | undefined }
  | { readonly type: 'passage'; readonly passage: string; readonly note: string; readonly before?: string | undefined; readonly after?: string | undefined }

/** What a short run starts from: a brief of one part, and what that part writes anew. */
export type RevisionStart = { readonly brief: ResolvedBrief; readonly revision: Revision }

/** The run whose script it is. */
type Script = { readonly id: string; readonly state: RunState }

/** How much longer or shorter it is to be. */
const lengths: { readonly [Mode in RevisionMode]: number } = { redraft: 1, extend: 1.5, shorten: 0.5 }

/** The fewest words that a piece of prose is given. */
const fewestWords = 20

/** Words of a neighbouring chunk that a request shows. */
const wordsShown = 200

const refuse = (code: 'conflict' | 'invalid-input', why: string): never => {
  throw new ColdopenError(code, why)
}

const one = (brief: ResolvedBrief, first: number) => ({ total: 1, perSet: 1, sets: 1, tokensPerUnit: layoutOf(brief).tokensPerUnit, first })

const noteOf = (note: string | undefined) => (note === undefined || note.trim() === '' ? {} : { note })

const segmentAt = (state: RunState, number: number): Segment | undefined => {
  const part = state.parts[Math.ceil(number / layoutOf(state.brief).perSet)]
  return part && segmentsTold(part).find(segment => segment.segment_number === number)
}

const reviseSegment = (script: Script, wish: Extract<RevisionWish, { type: 'segment' }>): RevisionStart => {
  const { brief, parts } = script.state
  const { total, perSet } = layoutOf(brief)
  const { segment: number, mode } = wish
  if (formatOf(brief).kind !== 'segmented') refuse('invalid-input', 'segment: this script is made of chunks; name a chunk.')
  if (number > total) refuse('invalid-input', `There is no segment ${number}: the script has ${total}.`)
  const part = parts[Math.ceil(number / perSet)]
  if (part && isLocked(part, number)) refuse('conflict', `Segment ${number} is locked: unlock it to have it written anew.`)
  const known = segmentAt(script.state, number)
  const current = wish.current ?? known ?? refuse('conflict', `Segment ${number} is not written yet, so there is nothing to write anew.`)
  const before = segmentAt(script.state, number - 1)
  const after = segmentAt(script.state, number + 1)
  return {
    brief: { ...brief, layout: one(brief, number) },
    revision: {
      type: 'segment',
      of: script.id,
      mode,
      ...noteOf(wish.note),
      current: { ...current, segment_number: number },
      ...(before && { before }),
      ...(after && { after }),
    },
  }
}

/** The beginning of a text, about as long as the end of one that a request shows. */
const beginning = (text: string): string => text.slice(0, wordsShown * 6)

const reviseChunk = (script: Script, wish: Extract<RevisionWish, { type: 'chunk' }>): RevisionStart => {
  const { state } = script
  const { brief, parts } = state
  const { total, chunks } = layoutOf(brief)
  const { chunk: number, mode } = wish
  const planned = chunks?.[number - 1]
  if (!chunks) return refuse('invalid-input', 'chunk: this script is made of segments; name a segment.')
  if (!planned) return refuse('invalid-input', `There is no chunk ${number}: the script has ${total}.`)
  const part = parts[number]
  if (part && isLocked(part, number)) refuse('conflict', `Chunk ${number} is locked: unlock it to have it written anew.`)
  const current = wish.current ?? (part && textTold(part)) ?? refuse('conflict', `Chunk ${number} is not written yet, so there is nothing to write anew.`)
  const told = (at: number): string | undefined => (parts[at] && at > 0 ? textTold(parts[at]) : undefined)
  const [before, after, pack] = [told(number - 1), told(number + 1), packOf(state)]
  const words = Math.max(fewestWords, Math.round(wordCount(current, brief.language) * lengths[mode]))
  return {
    brief: { ...brief, layout: { ...one(brief, number), chunks: [{ ...planned, words }] } },
    revision: {
      type: 'chunk',
      of: script.id,
      mode,
      ...noteOf(wish.note),
      current,
      number,
      total,
      ...(before !== undefined && { before: lastWords(before, wordsShown, brief.language) }),
      ...(after !== undefined && { after: beginning(after) }),
      ...(pack && { pack }),
    },
  }
}

/** What a passage's brief keeps of that of the script it stands in: whom it is for, and how it sounds. */
const proseBrief = (brief: ResolvedBrief, words: number): ResolvedBrief => {
  const { idea, language, adultStory, style, tone, pov, audience, rating } = brief
  const chunk = { title: 'Passage', role: 'take the place of another', words }
  return {
    format: 'prose',
    idea,
    noNarration: false,
    narrationOnlyFirst: false,
    adultStory,
    ...(language && { language }),
    ...(style && { style }),
    ...(tone && { tone }),
    ...(pov && { pov }),
    ...(audience && { audience }),
    ...(rating && { rating }),
    layout: { total: 1, perSet: 1, sets: 1, tokensPerUnit: tokensPerUnit(formats.prose), chunks: [chunk], first: 1 },
  }
}

const revisePassage = (script: Script, wish: Extract<RevisionWish, { type: 'passage' }>): RevisionStart => {
  const { brief } = script.state
  const { passage: current, note, before, after } = wish
  // Longer than what stands there, since that may be what the note asks for.
  const words = Math.max(3 * fewestWords, Math.ceil(wordCount(current, brief.language) * lengths.extend))
  return {
    brief: proseBrief(brief, words),
    revision: { type: 'passage', of: script.id, current, note, ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
  }
}

/**
 * What a short run is started with that writes a piece of a script anew. Throws `conflict` for what is locked or not there,
 * `invalid-input` for a number that the script does not have.
 */
export const revise = (script: Script, wish: RevisionWish): RevisionStart => {
  if (isPiece(script.state.brief)) return refuse('invalid-input', 'runId: this run writes a piece of another script anew; name the run of the script itself.')
  if (!script.state.bible) return refuse('conflict', 'The plan of this script is not done yet, so there is nothing to write anew.')
  if (wish.type === 'segment') return reviseSegment(script, wish)
  return wish.type === 'chunk' ? reviseChunk(script, wish) : revisePassage(script, wish)
}
