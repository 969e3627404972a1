import type * as client from '../src/create-coldopen.ts'

/**
 * What an outside program is told of this package. Types are written out to their last field, so that the declaration names no
 * package of ours and none of others: the compiler writes an alias out where it cannot be named, which is why it is local.
 */
const writtenOut = () => {
  type Whole<T> = T extends string | number | boolean | null | undefined | AbortSignal
    ? T
    : T extends Error
      ? Error & { [K in Exclude<keyof T, keyof Error>]: T[K] }
      : T extends readonly (infer Item)[]
        ? Whole<Item>[]
        : T extends (...given: infer Given) => infer Answer
          ? (...given: { [At in keyof Given]: Whole<Given[At]> }) => Whole<Answer>
          : T extends Promise<infer Value>
            ? Promise<Whole<Value>>
            : T extends AsyncIterable<infer Item>
              ? AsyncIterable<Whole<Item>>
              : T extends object
                ? { [K in keyof T as K extends string ? K : never]: Whole<T[K]> }
                : T
  const declared: { createColdopen: Whole<typeof client.createColdopen>; meaningOf: Whole<typeof client.meaningOf> } = Object.create(null)
  return declared
}

export const { createColdopen, meaningOf } = writtenOut()
