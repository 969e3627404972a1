import { ColdopenError } from '@coldopen/core/protocol'

/**
 * The server is not there, or does not answer: nothing is known of what was asked. Its code is `storage`, since what keeps
 * the runs cannot be reached; `serverGone` tells it from a server that answers and says that it cannot store. `run` is one that
 * it was asked to start.
 */
export class ServerGone extends ColdopenError {
  readonly serverGone = true

  constructor(url: string, cause?: unknown, run?: string) {
    const mayBe = run === undefined ? '' : ` Run ${run} may have been started all the same: look for it before you start another.`
    super('storage', `The Coldopen server at ${url} does not answer.${mayBe}`, cause)
  }
}
