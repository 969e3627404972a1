import { createDice, seedOf } from './seed.ts'

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))

/** A step that visits every place of `size` before it comes back: the golden section of it, or the next that has no common divisor. */
const strideOf = (size: number): number => {
  let stride = Math.max(1, Math.round(size * 0.618))
  while (commonDivisor(stride, size) !== 1) stride++
  return stride
}

/** Rounds that were shuffled lately: neighbouring hands are of the same few. */
const shuffled = new Map<string, readonly number[]>()
const mostRounds = 256

const shuffledRound = (seed: number, round: number, size: number): readonly number[] => {
  const key = `${seed} ${round} ${size}`
  const known = shuffled.get(key)
  if (known) return known
  const order = createDice(seedOf(seed, round)).shuffle(Array.from({ length: size }, (_, i) => i))
  if (shuffled.size >= mostRounds) shuffled.clear()
  shuffled.set(key, order)
  return order
}

/** The first card of hand `n`: rounds of all cards, none beginning with what the round before ended with. */
const firstCard = (seed: number, n: number, size: number): number => {
  const round = Math.floor(n / size)
  const order = shuffledRound(seed, round, size)
  const clashes = round > 0 && size > 2 && order[0] === shuffledRound(seed, round - 1, size).at(-1)
  const at = n % size
  return order[clashes && at < 2 ? 1 - at : at] ?? 0
}

/**
 * Deals hand number `n` (from 0): one card of each suit, whose sizes are given. No two hands are the same below the product
 * of the sizes, and the first card of a hand is never that of the hand before.
 *
 * The first suit is dealt in shuffled rounds. For each of its cards the combinations of the others are walked in steps that
 * visit them all, from a place of that card's own.
 */
export const deal = (seed: number, n: number, sizes: readonly [number, ...number[]]): number[] => {
  const [size, ...others] = sizes
  const round = Math.floor(n / size)
  const first = firstCard(seed, n, size)
  const combinations = others.reduce((product, each) => product * each, 1)
  const start = createDice(seedOf(seed, 'start', first)).roll(combinations)
  let rest = (start + (round % combinations) * strideOf(combinations)) % combinations
  const hand = [first]
  for (const each of others) {
    hand.push(rest % each)
    rest = Math.floor(rest / each)
  }
  return hand
}

/** The card at a place that was dealt for a list of this length. */
export const cardOf = <T>(list: readonly [T, ...T[]], at: number | undefined): T => list[(at ?? 0) % list.length] ?? list[0]
