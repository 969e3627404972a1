import { allocationLine, type RunEvent } from '@coldopen/core'
import type { Segment } from '@coldopen/script'

/** What a line of progress says. */
export type Progress = {
  readonly take: (event: RunEvent) => void
  /** Everything in one line. */
  readonly line: () => string
  /** The shortest that still says where it is: `set 1/2 · 7/20`. */
  readonly short: () => string
}

/** Words begun in a piece of text; a piece may end in the middle of one. */
const wordsIn = (text: string): number => text.split(/\s+/u).length - 1

const textsOf = (segment: Segment): string[] => {
  const said = segment.dialogue?.flatMap(line => [line.delivery, line.line]) ?? []
  return [segment.title, segment.setting, segment.action, segment.narration ?? '', ...said].map(text => ` ${text}`)
}

/** Follows a run and says in one line where it is: set, segment, words, tokens, cost, allocation. */
export const createProgress = (): Progress => {
  let phase = 'starting'
  let set = 0
  let total = 0
  let parts = 0
  let done = 0
  const begun = new Set<number>()
  const words = new Map<number, number>()
  let tokens = 0
  let cost: number | null = 0
  let allocated = ''
  let problem = ''

  const addWords = (part: number, text: string): void => {
    words.set(part, (words.get(part) ?? 0) + wordsIn(text))
  }

  return {
    take(event) {
      if (event.type === 'run-start') [total, parts] = [event.totalUnits, event.parts]
      if (event.type === 'plan-start') [phase, allocated] = ['planning', allocationLine(event.budget)]
      if (event.type === 'run-start') problem = ''
      if (event.type === 'part-start') [phase, set, allocated] = [`set ${event.part}/${parts}`, event.part, allocationLine(event.budget)]
      if (event.type === 'segment-start') begun.add(event.segment)
      if (event.type === 'segment-delta' || event.type === 'plan-delta') addWords(event.part, event.text)
      if (event.type === 'part-end') {
        done++
        words.set(event.part, 0)
        for (const segment of event.segments) {
          begun.add(segment.segment_number)
          for (const text of textsOf(segment)) addWords(event.part, text)
        }
      }
      if (event.type === 'part-end' || event.type === 'plan-end') {
        tokens += event.usage.inputTokens + event.usage.outputTokens
        cost = cost === null || event.usage.cost === null ? null : cost + event.usage.cost
      }
      if (event.type === 'part-failed') problem = event.problem.message
      if (event.type === 'run-end') [phase, set, allocated] = [event.status, 0, '']
    },
    short: () => (parts > 0 && phase !== 'planning' ? `${phase} · ${Math.min(begun.size, total)}/${total}` : phase),
    line() {
      const spent = cost === null ? '' : cost > 0 ? ` · $${cost.toFixed(4)}` : ''
      // In order, the set that is written tells how many are done.
      const sets = done === set - 1 ? '' : ` · ${done}/${parts} sets done`
      const at = parts > 0 && phase !== 'planning' ? ` · segment ${Math.min(begun.size, total)}/${total}${sets}` : ''
      return `${phase}${at} · ${words.values().reduce((sum, count) => sum + count, 0)} words · ${tokens} tokens${spent}${allocated && ` · ${allocated}`}${problem && ` · ${problem}`}`
    },
  }
}
