import type { Brief } from '../brief.ts'
import { ColdopenError } from '../errors.ts'
import type { BriefField, Format } from '../formats/format.ts'
import { formats } from '../formats/registry.ts'

const refuse = (why: string): never => {
  throw new ColdopenError('invalid-input', why)
}

/** A field as its writer spells it in a file. */
const spelt = (field: string): string => field.replace(/[A-Z]/gu, letter => `_${letter.toLowerCase()}`)

const isSaid = (value: unknown): boolean => value !== undefined && value !== false

const checkFields = (brief: Brief, format: Format): void => {
  const known: ReadonlySet<string> = new Set<BriefField | keyof Brief>(['format', 'idea', 'language', ...format.takes])
  const stray = Object.entries(brief).find(([field, value]) => isSaid(value) && !known.has(field))
  if (stray) refuse(`The format ${format.name} has no use for ${spelt(stray[0])}: leave it out.`)
}

const checkRoster = (brief: Brief): void => {
  const ids = (brief.roster ?? []).flatMap(entry => (entry.id === undefined ? [] : [entry.id]))
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) refuse(`The roster has the id ${twice} twice: every character needs its own.`)
}

/** The fewest words that make a chunk. */
const fewestWords = 20

const checkChunks = (brief: Brief, format: Format): void => {
  const { words, chunks, chunkPlan, cutOf } = brief
  const planned = chunkPlan?.reduce((sum, chunk) => sum + chunk.words, 0)
  if (planned !== undefined && words !== undefined && planned !== words) refuse(`The chunks of chunk_plan have ${planned} words together, but words is ${words}.`)
  if (chunkPlan && chunks !== undefined && chunkPlan.length !== chunks) refuse(`chunk_plan has ${chunkPlan.length} chunks, but chunks is ${chunks}.`)
  const settled = Object.entries({ words, chunks, chunk_plan: chunkPlan, freshness: brief.freshness }).find(entry => entry[1] !== undefined)
  if (cutOf && settled) refuse(`A shorter cut has its own length and facts: leave ${settled[0]} out.`)
  if (format.kind !== 'chunked' || chunkPlan) return
  const fewest = format.plan === 'fixed' ? format.chunks.length : 1
  const count = chunks ?? fewest
  if (count < fewest) refuse(`The format ${format.name} has ${fewest} chunks or more: give fewer by a chunk_plan of your own.`)
  if (words !== undefined && words < count * fewestWords) refuse(`${words} words are too few for ${count} chunks.`)
}

/** Refuses what the format has no use for, and what contradicts itself, in one sentence. Throws `invalid-input`. */
export const checkBrief = (brief: Brief): void => {
  const format = formats[brief.format]
  checkFields(brief, format)
  if (brief.noNarration && brief.narrationOnlyFirst) refuse('no_narration and narration_only_first contradict each other: choose one.')
  if (brief.adultStory && brief.rating !== undefined && brief.rating !== 'mature') refuse(`adult_story and rating: ${brief.rating} contradict each other: choose one.`)
  checkRoster(brief)
  checkChunks(brief, format)
}
