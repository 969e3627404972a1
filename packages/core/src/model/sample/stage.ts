import type { Stage } from './phrases/phrases.ts'

/** Where each stage ends, as a share of the whole: a four-part shape with the midpoint at the half and the low point before the last quarter. */
const ends: readonly (readonly [Stage, number])[] = [
  ['opening', 0.08],
  ['spark', 0.18],
  ['threshold', 0.26],
  ['trials', 0.46],
  ['midpoint', 0.54],
  ['pressure', 0.7],
  ['lowest', 0.8],
  ['climax', 0.93],
]

/** The stage at a place in the story, from 0 (its first moment) to 1 (its last). */
export const stageAt = (place: number): Stage => ends.find(entry => place < entry[1])?.[0] ?? 'resolution'

/** The stage of number `n` of `of`: the first opens, the last resolves, and a single one is in the middle of things. */
export const stageOf = (n: number, of: number): Stage => stageAt(of > 1 ? (n - 1) / (of - 1) : 0.5)

/** The stages in which number `n` of `of` stretches begins and ends. */
export const stagesOf = (n: number, of: number): { readonly first: Stage; readonly last: Stage } => {
  return { first: stageAt((n - 1) / of), last: n === of ? 'resolution' : stageAt(n / of - 1e-9) }
}
