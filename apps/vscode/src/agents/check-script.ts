import type { Bible } from '@coldopen/script'
import { missingIn, type Piece, type ScriptNow } from './read-script.ts'

/** One thing that is wrong with a script. `number` is the segment's or chunk's, where it is about one. */
export type Finding = { readonly number?: number; readonly message: string }

/** How far a chunk may be off its length. */
const tolerance = 0.15

/** Numbers as people list them: `3, 5–9`. */
export const ranges = (numbers: readonly number[]): string => {
  const spans: [number, number][] = []
  for (const number of numbers) {
    const last = spans.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else spans.push([number, number])
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}

const checkSegment = ({ number, segment }: Piece, bible: Bible | undefined): Finding[] => {
  if (!segment) return []
  const findings: Finding[] = []
  const say = (message: string): void => void findings.push({ number, message })
  if (segment.title.trim() === '') say('has no title')
  if (segment.action.trim() === '') say('has no action')
  if (bible?.generation_info.no_narration && segment.narration) say('has narration, though the script is to have none')
  for (const { speaker, character_id: id, line } of segment.dialogue ?? []) {
    if (bible && id === undefined) say(`has a speech by ${JSON.stringify(speaker)}, who is not in the cast`)
    if (line.trim() === '') say(`has an empty speech by ${JSON.stringify(speaker)}`)
  }
  return findings
}

const checkChunk = ({ number, words }: Piece, planned: readonly { words: number }[] | undefined): Finding[] => {
  const target = planned?.[number - 1]?.words
  if (words === 0) return [{ number, message: 'is empty' }]
  if (target === undefined || Math.abs(words - target) <= target * tolerance) return []
  return [{ number, message: `has ${words} words, and was to have about ${target}` }]
}

const repeated = (pieces: readonly Piece[]): number[] => {
  const seen = new Set<number>()
  return [...new Set(pieces.flatMap(({ number }) => (seen.has(number) ? [number] : (seen.add(number), []))))]
}

/** What is wrong with a script as it stands: nothing, when all is well. */
export const checkScript = (script: ScriptNow): Finding[] => {
  const { pieces, unit, total, bible, problem, facts } = script
  const missing = missingIn(script)
  const twice = repeated(pieces)
  const beyond = pieces.filter(({ number }) => number < 1 || number > total).map(({ number }) => number)
  return [
    ...(problem === undefined ? [] : [{ message: problem }]),
    ...(missing.length === 0 ? [] : [{ message: `${missing.length} of ${total} ${unit}s are missing: ${ranges(missing)}` }]),
    ...(twice.length === 0 ? [] : [{ message: `written twice: ${ranges(twice)}` }]),
    ...(beyond.length === 0 ? [] : [{ message: `numbered beyond the plan, which has ${total}: ${beyond.join(', ')}` }]),
    ...facts.missing.map(name => ({ message: `${name} was removed` })),
    ...pieces.flatMap(piece => (unit === 'chunk' ? checkChunk(piece, facts.sidecar.brief.chunkPlan) : checkSegment(piece, bible))),
  ]
}
