import type { Allowances } from '@coldopen/store'

/** Allowances of one process and all of its runs. */
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
