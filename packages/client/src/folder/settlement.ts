import type { RunEvent } from '@coldopen/core/protocol'

type OpenPart = { readonly from: number; endedAt?: number; readonly numbers: Set<number> }

/** Which parts are not wholly in the files yet, and from which event on they would have to be told again. */
export type Settlement = { readonly open: Map<number, OpenPart> }

export const createSettlement = (): Settlement => ({ open: new Map() })

/** Takes note of an event. */
export const note = (settlement: Settlement, event: RunEvent): void => {
  if (!('part' in event)) return
  let part = settlement.open.get(event.part)
  if (!part) settlement.open.set(event.part, (part = { from: event.seq, numbers: new Set() }))
  if (event.type === 'part-end' || event.type === 'plan-end') part.endedAt = event.seq
  if (event.type === 'part-start' || event.type === 'plan-start') delete part.endedAt
  if (event.type === 'part-start') for (const number of event.asked) part.numbers.add(number)
  if ('segment' in event) part.numbers.add(event.segment)
}

/**
 * Parts that have ended by the event `upTo` are in the files now, but for those that `waits` names. Answers which those are,
 * each with the numbers of its segments.
 */
export const settle = (settlement: Settlement, upTo: number, waits: (part: number) => boolean): ReadonlySet<number>[] => {
  const settled: ReadonlySet<number>[] = []
  for (const [number, part] of settlement.open) {
    if (part.endedAt === undefined || part.endedAt > upTo || waits(number)) continue
    settlement.open.delete(number)
    settled.push(part.numbers)
  }
  return settled
}

/** The last event that need not be told again; `seq` is the last one that was told. */
export const settledUpTo = (settlement: Settlement, seq: number): number => {
  let mark = seq
  for (const part of settlement.open.values()) mark = Math.min(mark, part.from - 1)
  return mark
}

/** Numbers of the segments whose text may still change without anybody's asking. */
export const unsettledNumbers = function* (settlement: Settlement): Generator<number> {
  for (const part of settlement.open.values()) yield* part.numbers
}
