import type { Coldopen, modelEnvironment } from '@coldopen/client'
import type { LogOutputChannel, Memento } from 'vscode'

/** What drafting needs of this window: the server, what chooses the model, and the log. */
export type Studio = {
  readonly connect: () => Promise<Coldopen>
  /** The server if it is there already; none is started. */
  readonly connected: () => Promise<Coldopen | undefined>
  /** Lends the server the language models of this window, and waits until it knows of them. Throws a ColdopenError. */
  readonly lend: (client: Coldopen) => Promise<void>
  readonly environment: () => Promise<ReturnType<typeof modelEnvironment>>
  readonly log: LogOutputChannel
  /** What this workspace remembers from one window to the next. */
  readonly memory: Memento
}
