import type { Bible } from '@coldopen/script'
import type { ModelRequest } from '../model/text-model.ts'
import { setAnswerSchema } from './answer.ts'
import { beatsOf } from './beats.ts'
import { chunkBudget, setBudget } from './budget.ts'
import { askedOfChunk } from './chunk.ts'
import { wordsShown } from './chunk-request.ts'
import { wishesOf } from './ground-rules.ts'
import { formatOf } from './layout.ts'
import type { PartRequest } from './part-request.ts'
import { chunkRevision, passageRevision, segmentRevision } from './revision-instructions.ts'
import type { Revision } from './revision.ts'
import type { PartState, RunState } from './run-state.ts'
import { lastWords } from './sentences.ts'
import { rulesOf, seen } from './set-request.ts'

type Of<R extends Revision> = { readonly state: RunState; readonly bible: Bible; readonly revision: R }

const script = (of: Of<Revision>) => {
  const { brief } = of.state
  const wishes = wishesOf(brief)
  return {
    format: brief.format,
    idea: brief.idea,
    ...(brief.language && { language: brief.language }),
    ...(wishes && { wishes }),
    title: of.bible.title,
    short_summary: of.bible.short_summary,
    ...(of.bible.narrator_voice && { narrator_voice: of.bible.narrator_voice }),
    ...(of.bible.characters_roster.length > 0 && { characters: of.bible.characters_roster }),
    ...(of.revision.note !== undefined && { note: of.revision.note }),
  }
}

const segmentRequest = (of: Of<Extract<Revision, { type: 'segment' }>>, part: PartState): PartRequest => {
  const { state, bible, revision } = of
  const { brief, options } = state
  const format = formatOf(brief)
  if (format.kind !== 'segmented') throw new Error(`a ${format.name} has no segments`)
  const rules = rulesOf(brief, bible)
  const total = bible.generation_info.total_segments
  const number = revision.current.segment_number
  const { told: _, ...beats } = beatsOf(bible, number, number)
  const budget = { ...setBudget(format, options.capability, revision.mode === 'extend' ? 2 : 1), units: part.asked.length }
  return {
    budget,
    request: {
      instructions: segmentRevision({ brief, format }, revision, { ...rules, total }),
      material: {
        ...script(of),
        description: bible.description,
        segments: { first: number, last: number, of: total, numbers: part.asked },
        ...beats,
        current: seen(revision.current),
        ...(revision.before && { before: seen(revision.before) }),
        ...(revision.after && { after: seen(revision.after) }),
      },
      schema: { name: `${brief.format}_set`, json: setAnswerSchema(part.asked, rules) },
      maxOutputTokens: budget.maxOutputTokens,
    },
  }
}

const proseRequest = (of: Of<Exclude<Revision, { type: 'segment' }>>, part: PartState): PartRequest => {
  const { state, revision } = of
  const { brief, options } = state
  const format = formatOf(brief)
  if (format.kind !== 'chunked') throw new Error(`a ${format.name} has no chunks`)
  const { words } = askedOfChunk(state, part)
  const kept = part.output.chunk
  const budget = chunkBudget(format, options.capability, { words, researches: false })
  const instructions = revision.type === 'passage' ? passageRevision(brief, revision, kept !== undefined) : chunkRevision({ brief, format }, revision, { words, continued: kept !== undefined })
  const request: ModelRequest = {
    instructions,
    material: {
      ...script(of),
      ...(revision.type === 'chunk' && revision.pack && { pack: revision.pack }),
      current: revision.current,
      ...(revision.before !== undefined && { before: revision.before }),
      ...(revision.after !== undefined && { after: revision.after }),
      ...(kept && { written: lastWords(kept.text, wordsShown, brief.language) }),
      words,
    },
    maxOutputTokens: budget.maxOutputTokens,
  }
  return { budget, request }
}

/** The request for what a piece of another script is to become. */
export const revisionRequest = (of: Of<Revision>, part: PartState): PartRequest => {
  const { revision } = of
  return revision.type === 'segment' ? segmentRequest({ ...of, revision }, part) : proseRequest({ ...of, revision }, part)
}
