import { ColdopenError } from '@coldopen/core/protocol'

/**
 * The server is not there, or does not answer: nothing is known of what was asked. Its code is `storage`, since what keeps
 * the runs cannot be reached; `serverGone` tells it from a server that answers and says that it cannot store.
 */
export class ServerGone extends ColdopenError {
  readonly serverGone = true

  constructor(url: string, cause?: unknown) {
    super('storage', `The Coldopen server at ${url} does not answer.`, cause)
  }
}
