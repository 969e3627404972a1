import type { Problem, RunStatus } from '@coldopen/core/protocol'
import type { Coldopen } from '../create-coldopen.ts'
import { followRun } from '../follow-run.ts'
import type { Segment } from '@coldopen/script'
import { createRedraftText, type ShownAs } from './redraft-text.ts'

/** A short run has more text, or has ended; its text is made when it is asked for. */
export type RedraftStep = {
  readonly text: () => string
  readonly segment: () => Segment | undefined
  readonly ended?: { readonly status: RunStatus; readonly problem: Problem | undefined }
}

/** Follows a short run from its beginning on, until it has ended. */
export async function* followRedraft(connect: () => Promise<Coldopen>, of: { readonly run: string; readonly as: ShownAs }, signal?: AbortSignal): AsyncGenerator<RedraftStep> {
  const { take, text, segment } = createRedraftText(of.as)
  for await (const event of followRun(connect, { run: of.run, after: 0 }, signal)) {
    if (take(event)) yield { text, segment }
    if (event.type !== 'run-end') continue
    yield { text, segment, ended: { status: event.status, problem: event.problem } }
    return
  }
}
