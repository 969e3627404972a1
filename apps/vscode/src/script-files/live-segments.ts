import type { RunEvent } from '@coldopen/client'

/** What is happening to the segments (or chunks) of a run right now, by their numbers. It changes in place. */
export type LiveSegments = {
  readonly writing: Set<number>
  /** Those that a part which failed did not get to. */
  readonly failed: Set<number>
  /** The numbers that the latest request of each part asks for. */
  readonly asked: Map<number, readonly number[]>
}

export const createLiveSegments = (): LiveSegments => ({ writing: new Set(), failed: new Set(), asked: new Map() })

/** Takes an event in. Answers whether anything is other than before. */
export const takeLive = (live: LiveSegments, event: RunEvent): boolean => {
  const drop = (part: number): void => {
    for (const number of live.asked.get(part) ?? []) live.writing.delete(number)
    live.writing.delete(part)
  }
  switch (event.type) {
    case 'part-start':
      live.asked.set(event.part, event.asked)
      for (const number of event.asked.length > 0 ? event.asked : [event.part]) live.failed.delete(number)
      if (event.budget.unit === 'word') live.writing.add(event.part)
      return true
    case 'segment-start':
      live.writing.add(event.segment)
      return true
    case 'segment-end':
      return live.writing.delete(event.segment)
    case 'part-end':
      drop(event.part)
      return true
    case 'part-failed': {
      const asked = live.asked.get(event.part) ?? []
      drop(event.part)
      // What the writer has stopped is missing, and nothing has gone wrong.
      if (event.problem.code === 'cancelled') return true
      for (const number of asked.length > 0 ? asked : [event.part]) if (!event.kept.includes(number)) live.failed.add(number)
      return true
    }
    case 'run-end':
      live.writing.clear()
      return true
    default:
      return false
  }
}
