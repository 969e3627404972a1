import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnswers } from './answers.ts'
import { systemClock } from './clock.ts'
import { createGate } from './gate.ts'
import { createJournal, type RecordedRequest } from './journal.ts'
import { createLimiter } from './rate-limit.ts'
import { control } from './routes/control.ts'
import { serve } from './routes/serve.ts'
import { createScripts, type Rule, type Script } from './scripts.ts'
import type { FakeOpenAIOptions, Service } from './service.ts'
import { createWriter } from './writing.ts'

/** A running server. */
export type FakeOpenAI = AsyncDisposable & {
  /** The base URL of the API, `http://127.0.0.1:PORT/v1`. */
  readonly url: string
  /** Every request to the API so far, oldest first; replaced entry by entry as they go on. */
  readonly requests: readonly RecordedRequest[]
  /** Sets what decides about requests from now on, in place of the script before; its `nth` begins at 1. */
  script(script: Script | undefined): void
  /** The same by rules, as other processes give them. */
  rules(rules: readonly Rule[]): void
  /** Lets every stalled answer go on. */
  release(): void
  /** Resolves with the requests as soon as `fits` is true of them. */
  until(fits: (requests: readonly RecordedRequest[]) => boolean): Promise<readonly RecordedRequest[]>
  /** Breaks every connection off and stops listening. */
  close(): Promise<void>
}

/** Starts a server on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startFakeOpenAI(options: FakeOpenAIOptions = {}): Promise<FakeOpenAI> {
  const clock = options.clock ?? systemClock
  const seed = String(options.seed ?? 1)
  const journal = createJournal()
  let ids = 0
  const service: Service = {
    options,
    clock,
    journal,
    scripts: createScripts(options.behaviour ?? {}),
    answers: createAnswers(),
    stalls: createGate(),
    write: createWriter(seed),
    admit: createLimiter(options.limits ?? {}, clock),
    nextId: (prefix) => `${prefix}${seed.padStart(8, '0')}${String((ids += 1)).padStart(24, '0')}`,
  }
  const server = createServer((request, response) => {
    const answering = async (): Promise<void> => {
      if (!(await control(service, request, response))) await serve(service, request, response)
    }
    answering().catch((error: unknown) => {
      // A request that its client broke off is no fault of ours.
      if (!request.readableAborted) process.stderr.write(`${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`)
      response.destroy()
    })
  })
  // An idle connection that the server closed on its own would look like a fault that nobody asked for.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async (): Promise<void> => {
    service.answers.cancelAll()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: journal.requests,
    script: service.scripts.set,
    rules: service.scripts.setRules,
    release: service.stalls.open,
    until: journal.until,
    close,
    [Symbol.asyncDispose]: close,
  }
}
