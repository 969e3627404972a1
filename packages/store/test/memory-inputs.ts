import { ColdopenError, type Problem, type WriterInput } from '@coldopen/core'
import type { Allowances, Inputs } from '../src/index.ts'

type Kept = { readonly run: string; readonly input: WriterInput; refused?: Problem }

/** Inputs that wait, in the plainest way. */
export const memoryInputs = (isKnown: (run: string) => boolean) => {
  const kept = new Map<number, Kept>()
  let last = 0
  const inputs: Inputs = {
    async post(run, input) {
      if (!isKnown(run)) throw new ColdopenError('not-found', 'no such run')
      kept.set(++last, { run, input: structuredClone(input) })
      return last
    },
    waiting: async run => [...kept].filter(([, one]) => one.run === run && !one.refused && isKnown(run)).map(([id, one]) => ({ id, input: one.input })),
    async refuse(id, problem) {
      const one = kept.get(id)
      if (one) one.refused = problem
    },
    async answer(id) {
      const one = kept.get(id)
      if (!one || !isKnown(one.run)) return { type: 'taken' }
      if (!one.refused) return { type: 'waiting' }
      kept.delete(id)
      return { type: 'refused', problem: one.refused }
    },
  }
  const take = (run: string, ids: readonly number[]): void => {
    for (const id of ids) if (kept.get(id)?.run === run) kept.delete(id)
  }
  return { inputs, take }
}

export const memoryAllowances = (): Allowances => {
  const known = new Map<string, unknown>()
  return {
    async change(endpoint, change) {
      const next = change(known.get(endpoint))
      known.set(endpoint, next)
      return next
    },
  }
}
