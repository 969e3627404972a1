import { request } from 'node:http'
import type { RunningServer } from '../../src/index.ts'

export type Said = { readonly status: number; readonly body: string; readonly headers: NodeJS.Dict<string | string[]> }

export type Saying = { readonly method?: string; readonly path: string; readonly headers?: { readonly [name: string]: string }; readonly body?: string | Buffer }

/** One request as it is written here, with nothing added. */
export const say = (server: Pick<RunningServer, 'url'>, how: Saying): Promise<Said> => {
  const { promise, resolve, reject } = Promise.withResolvers<Said>()
  const sent = request(new URL(how.path, server.url), { method: how.method ?? 'POST', headers: { ...how.headers }, agent: false }, response => {
    let body = ''
    response.setEncoding('utf8').on('data', piece => (body += piece))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    response.on('error', reject)
  })
  sent.on('error', reject).end(how.body)
  return promise
}

/** The headers of a call by a token or a key. */
export const by = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })
