import type { Coldopen, modelEnvironment } from '@coldopen/client'
import type { LogOutputChannel } from 'vscode'

/** What drafting needs of this window: the server, what chooses the model, and the log. */
export type Studio = {
  readonly connect: () => Promise<Coldopen>
  readonly environment: () => Promise<ReturnType<typeof modelEnvironment>>
  readonly log: LogOutputChannel
}
