import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createAdmission } from '../../src/access/admission.ts'
import { createCallerView, type Whole } from '../../src/access/caller-view.ts'
import { createOpenRequests } from '../../src/access/open-requests.ts'
import { localDesk } from '../../src/access/users-desk.ts'
import { listen } from '../../src/http/listen.ts'
import { createLog } from '../../src/log.ts'
import { createRelays } from '../../src/relay/relays.ts'
import { systemClock as clock } from '../../src/studio/clock.ts'
import { createModels } from '../../src/studio/models.ts'
import { studioOn } from '../faults/studio-on.ts'
import { by, say } from './say.ts'

/** As many as one user may have open at a time. */
const most = 64

/** A server that knows everybody for Anna, once `known` resolves. */
const openSlow = async (known: Promise<void>) => {
  await using stack = new AsyncDisposableStack()
  const store = await openSqliteStore({ file: ':memory:' })
  stack.defer(() => store.close())
  const relays = createRelays({ clock, newId: () => crypto.randomUUID() })
  const models = createModels({ dataFolder: tmpdir(), relay: relays })
  const whole: Whole = { store, studio: stack.use(studioOn(store)), models, relays, users: localDesk, admission: createAdmission(store), env: {} }
  const open = createOpenRequests(clock, async () => true)
  stack.defer(() => open.close())
  const listening = await listen(
    { host: '127.0.0.1', port: 0 },
    {
      open,
      clock,
      async callers() {
        await known
        return { role: 'user', user: { id: 'anna', name: 'anna', quota: {}, keyHash: 'hash of anna' } }
      },
      view: caller => createCallerView(whole, caller),
      figures: { answered: () => {}, type: 'text/plain', text: async () => '' },
      env: {},
      log: createLog('silent'),
      names: () => [],
    },
  )
  stack.defer(() => listening.close())
  const owned = stack.move()
  return { port: listening.port, url: `http://127.0.0.1:${listening.port}`, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const started = z.object({ response: z.instanceof(ServerResponse) })

/** The answers that a server is to give to its next requests. */
const answersOf = async (count: number, ask: () => void): Promise<ServerResponse[]> => {
  const responses: ServerResponse[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const onStart = (message: unknown): void => {
    if (responses.push(started.parse(message).response) === count) resolve()
  }
  subscribe('http.server.request.start', onStart)
  ask()
  await promise
  unsubscribe('http.server.request.start', onStart)
  return responses
}

test('whoever goes away while it is looked up who they are leaves no request open', async () => {
  const { promise: known, resolve: know } = Promise.withResolvers<void>()
  await using server = await openSlow(known)
  const sockets = Array.from({ length: most }, () => connect(server.port, '127.0.0.1'))
  const responses = await answersOf(most, () => {
    for (const socket of sockets) socket.write(`GET /nothing HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nauthorization: Bearer co_anna\r\n\r\n`)
  })
  const closed = Promise.all(responses.map(response => once(response, 'close')))
  for (const socket of sockets) socket.destroy()
  await closed
  know()
  expect((await say(server, { method: 'GET', path: '/nothing', headers: by('co_anna') })).status).toBe(404)
})
