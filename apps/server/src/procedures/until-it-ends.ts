import type { RunEvent } from '@coldopen/core'
import type { CallerStudio } from '../access/caller-view.ts'

/** The events of a run up to its end. A caller that goes away leaves the run to finish what is paid for. */
export async function* untilItEnds(studio: CallerStudio, run: string, signal: AbortSignal | undefined): AsyncGenerator<RunEvent> {
  for await (const event of studio.follow(run, 0, signal ?? new AbortController().signal)) {
    yield event
    if (event.type === 'run-end') return
  }
}
