import { allocationLine, type RunEvent } from '@coldopen/core'

/** What a line of progress says. */
export type Progress = {
  readonly take: (event: RunEvent) => void
  /** Everything in one line. */
  readonly line: () => string
  /** The shortest that still says where it is: `set 1/2 · 7/20`. */
  readonly short: () => string
}

/** Follows a run and says in one line where it is: set, segment, words, tokens, cost, allocation. */
export const createProgress = (): Progress => {
  let phase = 'starting'
  let total = 0
  let parts = 0
  let done = 0
  const begun = new Set<number>()
  let words = 0
  let tokens = 0
  let cost: number | null = 0
  let allocated = ''
  let problem = ''

  const text = (piece: string): void => {
    words += piece.split(/\s+/u).length - 1
  }

  return {
    take(event) {
      if (event.type === 'run-start') [total, parts] = [event.totalUnits, event.parts]
      if (event.type === 'plan-start') [phase, allocated] = ['planning', allocationLine(event.budget)]
      if (event.type === 'part-start') [phase, allocated] = [`set ${event.part}/${parts}`, allocationLine(event.budget)]
      if (event.type === 'segment-start') begun.add(event.segment)
      if (event.type === 'segment-delta' || event.type === 'plan-delta') text(event.text)
      if (event.type === 'part-end') {
        done++
        for (const segment of event.segments) begun.add(segment.segment_number)
      }
      if (event.type === 'part-end' || event.type === 'plan-end') {
        tokens += event.usage.inputTokens + event.usage.outputTokens
        cost = cost === null || event.usage.cost === null ? null : cost + event.usage.cost
      }
      if (event.type === 'part-failed') problem = event.problem.message
      if (event.type === 'run-end') [phase, allocated] = [event.status, '']
    },
    short: () => (parts > 0 && phase !== 'planning' ? `${phase} · ${Math.min(begun.size, total)}/${total}` : phase),
    line() {
      const spent = cost === null ? '' : cost > 0 ? ` · $${cost.toFixed(4)}` : ''
      const at = parts > 0 ? ` · segment ${Math.min(begun.size, total)}/${total} · ${done}/${parts} sets done` : ''
      return `${phase}${at} · ${words} words · ${tokens} tokens${spent}${allocated && ` · ${allocated}`}${problem && ` · ${problem}`}`
    },
  }
}
