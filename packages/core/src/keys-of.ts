/** The keys of an object whose type names each of them, in its order. */
export const keysOf = <Keyed extends object>(keyed: Keyed): Extract<keyof Keyed, string>[] => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is beyond the type of a constant is not in it
  return Object.keys(keyed) as Extract<keyof Keyed, string>[]
}
