/** 32-bit FNV-1a (Fowler, Noll and Vo) over UTF-16 code units; the parts are told apart. */
export const seedOf = (...parts: readonly (string | number)[]): number => {
  let hash = 0x811c9dc5
  for (const part of parts) {
    const text = `${part}\u0000`
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

/** Choices that follow from a seed alone. */
export type Dice = {
  /** A whole number from 0 to `sides` - 1. */
  readonly roll: (sides: number) => number
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
  readonly chance: (probability: number) => boolean
  readonly shuffle: <T>(list: readonly T[]) => T[]
}

/**
 * SplitMix (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014) on 32 bits: a counter that grows
 * by the golden ratio, mixed by the finaliser of MurmurHash3 (Appleby).
 */
export const createDice = (seed: number): Dice => {
  let counter = seed | 0
  const next = (): number => {
    counter = (counter + 0x9e3779b9) | 0
    let mixed = counter
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
  const roll = (sides: number): number => Math.floor(next() * sides)
  return {
    roll,
    pick: list => list[roll(list.length)] ?? list[0],
    chance: probability => next() < probability,
    shuffle(list) {
      const left = [...list]
      const drawn: typeof left = []
      while (left.length > 0) drawn.push(...left.splice(roll(left.length), 1))
      return drawn
    },
  }
}
