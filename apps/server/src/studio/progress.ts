import { inFlight, layoutOf, unitsOf, type Happening, type PartState, type RunState } from '@coldopen/core'
import { wordCount } from '@coldopen/script'

/** A progress event is due after this much, or when a part is done, whichever comes first. */
const everyCharacters = 10_000
const everyMs = 1000

/** Counts what streams by, and says when clients are due a line of progress. `now` is in milliseconds, monotonic. */
export type Progress = {
  readonly count: (events: readonly Happening[]) => void
  readonly due: (state: RunState, now: number) => Happening | undefined
}

/** Words begun in a piece of text; a piece may end in the middle of one. */
const begun = (text: string): number => text.split(/\s+/u).length - 1

/** The text of a chunk as it arrives: what is counted of it, and what is not yet. */
type Arriving = { readonly attempt: number; words: number; uncounted: string }

/** The end of a text that may be half a word. A word is not longer than what is looked at. */
const halfWord = (text: string): string => {
  const end = text.slice(-40)
  const half = /[^\s。、，！？]*$/u.exec(end)?.[0] ?? ''
  return half.length === end.length ? '' : half
}

/** Words of the chunks of a run: those in its state, and those that arrive, each piece of which is counted once. */
const createChunkWords = () => {
  const arriving = new Map<number, Arriving>()

  const arrived = (part: PartState, language: string | undefined): number => {
    const text = arriving.get(part.number)
    if (text?.attempt !== part.attempt) return 0
    const half = halfWord(text.uncounted)
    text.words += wordCount(text.uncounted.slice(0, text.uncounted.length - half.length), language)
    text.uncounted = half
    return text.words
  }

  return {
    add(event: Extract<Happening, { type: 'chunk-delta' }>) {
      const known = arriving.get(event.part)
      if (known?.attempt === event.attempt) known.uncounted += event.text
      else arriving.set(event.part, { attempt: event.attempt, words: 0, uncounted: event.text })
    },
    of: (state: RunState): number =>
      state.parts.reduce((sum, part) => {
        const more = inFlight(part) ? arrived(part, state.brief.language) : 0
        return sum + (part.output.chunk?.words ?? 0) + more
      }, 0),
  }
}

const doneIn = (state: RunState): number => state.parts.filter(part => part.number > 0 && part.status === 'done').length

/** `before`: the run as it was when this process took it up. */
export const createProgress = (startedAt: number, before: RunState): Progress => {
  const chunkWords = createChunkWords()
  let characters = 0
  let heard = 0
  let finished = unitsOf(before)
  let saidAt = startedAt
  let saidCharacters = 0
  let saidDone = doneIn(before)
  return {
    count(events) {
      for (const event of events) {
        if (event.type === 'segment-end') finished++
        if (event.type !== 'segment-delta' && event.type !== 'plan-delta' && event.type !== 'chunk-delta') continue
        characters += event.text.length
        if (event.type === 'chunk-delta') chunkWords.add(event)
        else heard += begun(event.text)
      }
    },
    due(state, now) {
      const partsDone = doneIn(state)
      if (now - saidAt < everyMs && characters - saidCharacters < everyCharacters && partsDone === saidDone) return undefined
      saidAt = now
      saidCharacters = characters
      saidDone = partsDone
      const { total, chunks } = layoutOf(state.brief)
      return {
        type: 'progress',
        unitsDone: chunks ? unitsOf(state) : Math.min(finished, total),
        unitsTotal: total,
        partsDone,
        characters,
        words: chunks ? chunkWords.of(state) : heard,
        usage: state.usage,
        elapsed: now - startedAt,
      }
    },
  }
}
