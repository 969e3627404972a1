import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import { expect, test } from 'vitest'
import { startServer, type AppRouter } from '../src/index.ts'

const open = async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-events-'))
  const server = await startServer({ dataFolder, env: { COLDOPEN_PROVIDER: 'sample', LOG_LEVEL: 'silent' } })
  const headers = { authorization: `Bearer ${server.token}` }
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: operation => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: `${server.url}/trpc`, EventSource, eventSourceOptions: () => ({ fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }) }) }),
        false: httpLink({ url: `${server.url}/trpc`, headers }),
      }),
    ],
  })
  return {
    api,
    get: (path: string, more: Record<string, string> = headers) => fetch(server.url + path, { headers: more }),
    /** One request exactly as it is written here: fetch would set the Host itself. */
    status: (path: string, more: Record<string, string>) => {
      const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
      const sent = request(server.url + path, { headers: more, agent: false }, response => {
        resolve(response.statusCode)
        response.destroy()
      })
      sent.on('error', reject).end()
      return promise
    },
    headers,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

type Seen = { readonly id: string; readonly data: unknown }

/** The ids and data of a stream up to the run's end. */
const readToEnd = async (response: Response): Promise<Seen[]> => {
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (/"type":"run-end".*\n\n/.test(text)) break
  }
  return [...text.matchAll(/^id: (\d+)\ndata: (.*)\n\n/gm)].map(([, id = '', data = '']) => ({ id, data: JSON.parse(data) }))
}

const finished = async (api: Awaited<ReturnType<typeof open>>['api']): Promise<string> => {
  const { runId } = await api.runs.start.mutate({ brief: { format: 'meme', idea: '灯台守 and the 🌊' }, options: { speed: 1_000_000 } })
  await expect.poll(() => api.runs.get.query({ runId }).then(run => run.summary.status), { timeout: 20_000 }).toBe('completed')
  return runId
}

test('the stream of a run has the ids and the data of the subscription, from wherever one goes on', { timeout: 60_000 }, async () => {
  await using server = await open()
  const run = await finished(server.api)
  const told: Seen[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const subscription = server.api.runs.events.subscribe({ runId: run }, {
    onData(message) {
      told.push(message)
      if (message.data.type === 'run-end') resolve()
    },
    onError: reject,
  })
  await promise
  subscription.unsubscribe()

  const whole = await server.get(`/runs/${run}/events`)
  expect(whole.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const seen = await readToEnd(whole)
  expect(seen).toEqual(told)
  const middle = seen[Math.floor(seen.length / 2)]?.id ?? ''
  const rest = seen.filter(event => Number(event.id) > Number(middle))
  expect(await readToEnd(await server.get(`/runs/${run}/events?after=${middle}`))).toEqual(rest)
  expect(await readToEnd(await server.get(`/runs/${run}/events?after=1`, { ...server.headers, 'last-event-id': middle }))).toEqual(rest)
})

test('nobody is given a stream without the token, under another name, or from another origin', async () => {
  await using server = await open()
  const path = '/runs/some-run/events'
  expect(await server.status(path, {})).toBe(401)
  expect(await server.status(path, { authorization: 'Bearer wrong' })).toBe(401)
  expect(await server.status(path, { ...server.headers, host: 'evil.example' })).toBe(403)
  expect(await server.status(path, { ...server.headers, origin: 'https://evil.example' })).toBe(403)
})

test.for([
  ['/runs/nowhere/events', 404, 'not-found'],
  ['/runs/nowhere/events?after=-1', 400, 'invalid-input'],
  ['/runs/nowhere/events?after=x', 400, 'invalid-input'],
  [`/runs/${'x'.repeat(65)}/events`, 400, 'invalid-input'],
  ['/runs/%E0%A4%A/events', 400, 'invalid-input'],
] as const)('%s is refused with %i %s', async given => {
  const [path, status, code] = given
  await using server = await open()
  const response = await server.get(path)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { code } })
})
