import type { Bible } from '@coldopen/script'
import type { ChunkedFormat } from '../formats/format.ts'
import { researchAnswerSchema } from './answer.ts'
import { beatsOf } from './beats.ts'
import { chunkBudget } from './budget.ts'
import { askedOfChunk, plannedChunk } from './chunk.ts'
import { chunkInstructions } from './chunk-instructions.ts'
import { packOf } from './grounding.ts'
import { wishesOf } from './ground-rules.ts'
import { layoutOf } from './layout.ts'
import type { PartRequest } from './part-request.ts'
import type { PartState, RunState } from './run-state.ts'
import { lastWords } from './sentences.ts'
import { textTold } from './standing.ts'

/** Words of what comes before that a request shows. */
export const wordsShown = 200

/** The end of the chunk before, when that is done. */
const textBefore = (state: RunState, part: PartState): string | undefined => {
  const before = part.number > 1 ? state.parts[part.number - 1] : undefined
  const text = before && textTold(before)
  return text === undefined ? undefined : lastWords(text, wordsShown, state.brief.language)
}

/** The request for (the missing rest of) a chunk. */
export const chunkRequest = (of: { state: RunState; bible: Bible; format: ChunkedFormat }, part: PartState): PartRequest => {
  const { state, bible, format } = of
  const { brief } = state
  const { capability } = state.options
  const { total } = layoutOf(brief)
  const { words, facts } = askedOfChunk(state, part)
  const searches = facts && capability.webSearch
  const planned = plannedChunk(brief, part.number)
  const kept = part.output.chunk
  const pack = facts ? undefined : packOf(state)
  const before = kept ? undefined : textBefore(state, part)
  const wishes = wishesOf(brief)
  const { beats, ...neighbours } = beatsOf(bible, part.number, part.number)
  const { told: _, ...around } = neighbours
  const budget = chunkBudget(format, capability, { words, researches: facts })
  const goesOn = (kept?.words ?? 0) + words < planned.words
  const asked = { number: part.number, of: total, facts, searches, words, goesOn, continued: kept !== undefined, before: before !== undefined }
  return {
    budget,
    request: {
      instructions: chunkInstructions({ brief, format }, asked),
      material: {
        format: brief.format,
        idea: brief.idea,
        ...(brief.language && { language: brief.language }),
        ...(wishes && { wishes }),
        title: bible.title,
        short_summary: bible.short_summary,
        description: bible.description,
        ...(bible.narrator_voice && { narrator_voice: bible.narrator_voice }),
        ...(bible.characters_roster.length > 0 && { characters: bible.characters_roster }),
        ...(pack && { pack }),
        chunk: { number: part.number, of: total, title: planned.title, role: planned.role, words_written: kept?.words ?? 0 },
        beats,
        ...around,
        ...(before && { before }),
        ...(kept && { written: words === 0 ? kept.text : lastWords(kept.text, wordsShown, brief.language) }),
        words,
      },
      ...(facts && { schema: { name: `${brief.format}_research`, json: researchAnswerSchema({ sources: searches, text: words > 0 }) } }),
      maxOutputTokens: budget.maxOutputTokens,
      ...(searches && { webSearch: true }),
    },
  }
}
