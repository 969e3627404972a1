import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { portOf } from '../../src/http/port-of.ts'
import { brief, openHosted } from './hosted.ts'

/** A server that answers as it is told, and notes who asked. */
const listenOn = async (answer: RequestListener): Promise<AsyncDisposable & { readonly url: string; readonly asked: IncomingMessage[] }> => {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

const kinds = [301, 302, 303, 307, 308] as const
const providers = ['openai', 'openai-chat'] as const

/** An answer that names an address wherever one has a place: in its text, as the page it quotes, and as where to go on. */
const naming = (address: string): string => {
  const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: `![x](${address}/image.png) ${address}`, annotations: [{ type: 'url_citation', url: `${address}/page`, title: 'A page', start_index: 0, end_index: 5 }] }] }
  const response = { id: 'resp_1', object: 'response', status: 'completed', output: [item], next: `${address}/next`, base_url: address, usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } }
  const events = [
    { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_text.delta', sequence_number: 1, item_id: 'msg_1', output_index: 0, content_index: 0, delta: item.content[0]?.text },
    { type: 'response.completed', sequence_number: 2, response },
  ]
  return events.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}

test('neither a key nor what is asked goes to an address that an answer names, be it a redirect, a page or the text (S10)', { timeout: 60_000 }, async () => {
  await using other = await listenOn((_, response) => response.end('{}'))
  await using provider = await listenOn((request, response) => {
    const kind = request.url?.split('/')[1]
    if (kind !== 'naming') return response.writeHead(Number(kind), { location: `${other.url}${request.url}`, 'content-location': other.url, link: `<${other.url}>; rel="next"` }).end()
    return response.writeHead(200, { 'content-type': 'text/event-stream', 'content-location': other.url }).end(naming(other.url))
  })
  await using hosted = await openHosted({ env: { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: 'sk-stays-here' } })
  const api = hosted.master()
  const told: string[] = []
  let tried = 0
  for (const kind of [...kinds, 'naming'] as const) {
    for (const name of providers) {
      const { runId } = await api.runs.start.mutate({ brief, model: { provider: name, model: 'fake' }, environment: { OPENAI_BASE_URL: `${provider.url}/${kind}`, OPENAI_API_KEY: 'sk-stays-here' } })
      await expect.poll(async () => (await api.runs.get.query({ runId })).summary.status, { timeout: 30_000 }).toMatch(/completed|failed|paused/)
      const { summary } = await api.runs.get.query({ runId })
      if (typeof kind === 'number') told.push(summary.problem?.message ?? '')
      tried++
    }
  }
  expect(other.asked.map(request => request.url)).toEqual([])
  expect(provider.asked.length).toBeGreaterThanOrEqual(tried)
  for (const sentence of told) expect(sentence).toMatch(/on to another address \(30\d\)/)
  reportFault({ row: 'S10', did: 'answers that redirect, quote pages and name addresses, by both interfaces', times: tried, figure: `${other.asked.length} requests there, with a key or without`, target: '0 requests there, with a key or without' })
})
