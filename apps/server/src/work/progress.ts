import { layoutOf, type Happening, type RunState } from '@coldopen/core'

/** A progress event is due after this much, whichever comes first. */
const everyCharacters = 10_000
const everyMs = 1000

/** Counts what streams by, and says when clients are due a line of progress. `now` is in milliseconds, monotonic. */
export type Progress = {
  readonly count: (events: readonly Happening[]) => void
  readonly due: (state: RunState, now: number) => Happening | undefined
}

const words = (text: string): number => text.split(/\s+/u).length - 1

/** `already`: units that were finished before this process took the run up. */
export const createProgress = (startedAt: number, already: number): Progress => {
  let characters = 0
  let heard = 0
  let finished = already
  let saidAt = startedAt
  let saidCharacters = 0
  return {
    count(events) {
      for (const event of events) {
        if (event.type === 'segment-end') finished++
        if (event.type !== 'segment-delta' && event.type !== 'plan-delta' && event.type !== 'chunk-delta') continue
        characters += event.text.length
        heard += words(event.text)
      }
    },
    due(state, now) {
      if (now - saidAt < everyMs && characters - saidCharacters < everyCharacters) return undefined
      saidAt = now
      saidCharacters = characters
      const done = state.parts.filter(part => part.number > 0 && part.status === 'done')
      const { total } = layoutOf(state.brief)
      return {
        type: 'progress',
        unitsDone: Math.min(finished, total),
        unitsTotal: total,
        partsDone: done.length,
        characters,
        words: heard,
        usage: state.usage,
        elapsed: now - startedAt,
      }
    },
  }
}
