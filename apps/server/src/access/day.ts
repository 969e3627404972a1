/** The day in UTC, as quotas count it: `2026-11-20`. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10)
