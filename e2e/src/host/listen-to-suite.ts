import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import type { SuiteEvent, Tell } from '../suite/suite-events.ts'

export type SuiteListener = { readonly ended: Promise<void>; readonly close: () => Promise<void> }

/** Listens on a Unix socket for the events of a suite in another process. `ended` resolves at the suite's end event. */
export async function listenToSuite(path: string, tell: Tell): Promise<SuiteListener> {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const server = createServer(socket => {
    createInterface({ input: socket }).on('line', line => {
      const event: SuiteEvent = JSON.parse(line)
      if (event.type === 'end') resolve()
      else tell(event)
    })
  })
  server.listen(path)
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.close()
    await once(server, 'close')
  }
  return { ended, close }
}
