import type { Happening, RunEvent } from '@coldopen/core'
import type { Change, Store } from '../../src/store.ts'
import { delta, newState, part, partEnd, prose, segment } from '../sample-run.ts'

const eventsOf = (number: number, characters: number): Happening[] => [
  delta(1, `${number}a`),
  delta(1, prose(number, characters)),
  number % 10 === 0 ? partEnd(1, [segment(number)]) : delta(1, `${number}b`),
]

/** The n-th commit of a run: three events and a part, and every tenth commit takes the place of the deltas before it. */
export const commitNumber = (number: number, characters: number): Change => ({
  parts: [part(1, { attempt: number, output: { segments: [segment(number)] } })],
  events: eventsOf(number, characters),
})

export const createNumberedRun = (store: Store): Promise<void> => store.create('run', newState('x'), new Date())

/** All that a run must hold when its first n commits are stored, and no other. */
export const expectedAfter = (number: number, characters: number): RunEvent[] => {
  const lastEnd = number - (number % 10)
  const all = Array.from({ length: number }, (_, index) => eventsOf(index + 1, characters)).flat()
  return all
    .map((happening, index): RunEvent => ({ ...happening, run: 'run', seq: index + 1 }))
    .map((event): RunEvent => (event.type === 'part-end' ? { ...event, segments: [segment(number)] } : event))
    .filter(event => event.type === 'part-end' || event.seq > 3 * lastEnd)
}
