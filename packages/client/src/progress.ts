import { type Budget, type RunEvent, type RunStatus, type Usage, type WaitReason } from '@coldopen/core/protocol'
import { wordCount, type Segment } from '@coldopen/script'
import { inEnglish, type Say } from './say.ts'

/** What a line of progress says. */
export type Progress = {
  readonly take: (event: RunEvent) => void
  /** Everything in one line. */
  readonly line: () => string
  /** The shortest that still says where it is: `set 1/2 · 7/20`. */
  readonly short: () => string
}

/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Words begun in a piece of text; a piece may end in the middle of one. */
const wordsIn = (text: string): number => (unspaced.test(text) ? wordCount(text) : text.split(/\s+/u).length - 1)

const textsOf = (segment: Segment): string[] => {
  const said = segment.dialogue?.flatMap(line => [line.delivery, line.line]) ?? []
  return [segment.title, segment.setting, segment.action, segment.narration ?? '', ...said].map(text => ` ${text}`)
}

const allocation = ({ maxOutputTokens, units, unit }: Budget, say: Say): string => {
  if (unit === 'word') return say('token allocation: {0} for {1} words', maxOutputTokens, units)
  if (unit === 'beat') return units === 1 ? say('token allocation: {0} for 1 beat', maxOutputTokens) : say('token allocation: {0} for {1} beats', maxOutputTokens, units)
  return units === 1 ? say('token allocation: {0} for 1 segment', maxOutputTokens) : say('token allocation: {0} for {1} segments', maxOutputTokens, units)
}

/** Why nothing arrives; nothing where something does. */
const waitOf = (event: RunEvent, say: Say): string => {
  if (event.type !== 'part-waiting' || event.forMs === 0) return ''
  const seconds = Math.ceil(event.forMs / 1000)
  const words: { readonly [Reason in WaitReason]: string } = {
    room: say('waits {0} s for the provider’s limits', seconds),
    retry: say('the provider was busy: asks again in {0} s', seconds),
    delay: say('pauses for {0} s', seconds),
  }
  return words[event.reason]
}

const ended = (status: RunStatus, say: Say): string => {
  const words: { readonly [Status in RunStatus]: string } = {
    pending: say('pending'),
    processing: say('processing'),
    paused: say('paused'),
    completed: say('completed'),
    failed: say('failed'),
    cancelled: say('cancelled'),
  }
  return words[status]
}

/** Follows a run and says in one line where it is: set and segment, or chunk and words against their target; tokens, cost, allocation. */
export const createProgress = (say: Say = inEnglish): Progress => {
  let phase = say('starting')
  let isPlanning = false
  let part = 0
  let total = 0
  let parts = 0
  const done = new Set<number>()
  /** Parts that are written again: their text is counted when it is whole. */
  const again = new Set<number>()
  const begun = new Set<number>()
  const words = new Map<number, number>()
  /** What the server counts, also of what this progress was not told: segments (words of a script of chunks), and sets or chunks. */
  let known = { units: 0, parts: 0 }
  /** Of a script of chunks: words it is to have in all, and each chunk as far as it is known. */
  let targetWords: number | undefined
  const targets = new Map<number, number>()
  /** What each part has used in all: a bible that the writer changes, and a part that is written again, are told again. */
  const used = new Map<number, Usage>()
  let allocated = ''
  let problem = ''
  let wait = ''

  const addWords = (at: number, text: string): void => {
    words.set(at, (words.get(at) ?? 0) + wordsIn(text))
  }

  /** Words so far; those of the plan are none of a script of chunks. */
  const written = (): number => {
    const plan = targetWords === undefined ? 0 : (words.get(0) ?? 0)
    return words.values().reduce((sum, count) => sum + count, 0) - plan
  }
  const segments = (): number => Math.min(Math.max(begun.size, known.units), total)
  const where = (): string[] => {
    const isChunked = targetWords !== undefined
    const partsDone = Math.max(done.size, known.parts)
    // In order, the part that is written tells how many are done.
    const parted = partsDone === part - 1 ? [] : [isChunked ? say('{0}/{1} chunks done', partsDone, parts) : say('{0}/{1} sets done', partsDone, parts)]
    if (targetWords === undefined) return [say('segment {0}/{1}', segments(), total), ...parted, say('{0} words', written())]
    const target = targets.get(part)
    const ofChunk = target === undefined ? [] : [say('{0}/{1} words', words.get(part) ?? 0, target)]
    return [...ofChunk, ...parted, say('{0}/{1} words in all', written(), targetWords)]
  }

  return {
    take(event) {
      if (event.type === 'progress') known = { units: event.unitsDone, parts: event.partsDone }
      else wait = waitOf(event, say)
      if (event.type === 'run-start') [total, parts, targetWords] = [event.totalUnits, event.parts, event.targetWords]
      if (event.type === 'plan-start') [phase, isPlanning, allocated] = [say('planning'), true, allocation(event.budget, say)]
      if (event.type === 'run-start') problem = ''
      if (event.type === 'part-start') {
        const isChunk = targetWords !== undefined
        part = event.part
        if (event.again) again.add(part)
        isPlanning = false
        phase = isChunk ? say('chunk {0}/{1}', event.part, parts) : say('set {0}/{1}', event.part, parts)
        allocated = allocation(event.budget, say)
        if (isChunk && !event.keptCharacters && !event.again) words.set(event.part, 0)
        if (!event.again) targets.set(event.part, (words.get(event.part) ?? 0) + event.budget.units)
      }
      if (event.type === 'segment-start') begun.add(event.segment)
      if ((event.type === 'segment-delta' || event.type === 'plan-delta' || event.type === 'chunk-delta') && !again.has(event.part)) addWords(event.part, event.text)
      if (event.type === 'part-end') {
        done.add(event.part)
        again.delete(event.part)
        words.set(event.part, event.chunk?.words ?? 0)
        if (event.chunk) targets.set(event.part, event.chunk.target_words)
        for (const segment of event.segments) {
          begun.add(segment.segment_number)
          for (const text of textsOf(segment)) addWords(event.part, text)
        }
      }
      if (event.type === 'part-end' || event.type === 'plan-end') {
        used.set(event.part, event.usage)
      }
      if (event.type === 'part-failed') problem = event.problem.message
      if (event.type === 'run-end') [phase, isPlanning, part, allocated] = [ended(event.status, say), false, 0, '']
    },
    short() {
      if (parts === 0 || isPlanning) return phase
      return `${phase} · ${targetWords === undefined ? `${segments()}/${total}` : say('{0}/{1} words', written(), targetWords)}`
    },
    line() {
      const all = [...used.values()]
      const tokens = all.reduce((sum, usage) => sum + usage.inputTokens + usage.outputTokens, 0)
      const cost = all.reduce<number | null>((sum, usage) => (sum === null || usage.cost === null ? null : sum + usage.cost), 0)
      const spent = cost !== null && cost > 0 ? `$${cost.toFixed(4)}` : ''
      const at = parts > 0 && !isPlanning ? where() : [say('{0} words', written())]
      return [phase, ...at, say('{0} tokens', tokens), spent, wait || allocated, problem].filter(said => said !== '').join(' · ')
    },
  }
}
