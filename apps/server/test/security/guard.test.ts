import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src/index.ts'

const open = async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-guard-'))
  const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent' } })
  return {
    ...server,
    dataFolder,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

type Said = { readonly status: number; readonly body: string }

/** One request as it is written here, with nothing added. */
const say = (server: Pick<RunningServer, 'url'>, how: { method?: string; path: string; headers?: Record<string, string>; body?: string }): Promise<Said> => {
  const { promise, resolve, reject } = Promise.withResolvers<Said>()
  const sent = request(new URL(how.path, server.url), { method: how.method ?? 'POST', headers: how.headers ?? {}, agent: false }, response => {
    let body = ''
    response.setEncoding('utf8').on('data', piece => (body += piece))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
  })
  sent.on('error', reject).end(how.body)
  return promise
}

const start = JSON.stringify({ brief: { format: 'movie', idea: 'A door' } })
const json = { 'content-type': 'application/json' }
const listed = async (server: RunningServer): Promise<unknown> => {
  const { body } = await say(server, { method: 'GET', path: '/trpc/runs.list', headers: { authorization: `Bearer ${server.token}` } })
  return JSON.parse(body).result.data
}

test('a Host that is not the server’s own is turned away before any handler', async () => {
  await using server = await open()
  const { port } = new URL(server.url)
  const names = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '0.0.0.0', '127.0.0.2', '[::]', '2130706433', '0x7f.1', 'localhost.', 'LOCALHOST@evil.example']
  const hosts = names.flatMap(name => [name, `${name}:${port}`, `${name}:80`, `${name}:${Number(port) + 1}`, ` ${name}`])
  for (const host of hosts) {
    const said = await say(server, { path: '/trpc/runs.start', headers: { ...json, host, authorization: `Bearer ${server.token}` }, body: start })
    expect([host, said.status]).toEqual([host, 403])
  }
  expect(hosts.length).toBeGreaterThanOrEqual(50)
  expect(await listed(server)).toEqual({ runs: [] })
})

test('no page of another origin has an effect, whatever it sends and however', async () => {
  await using server = await open()
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', '']
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'vscode-webview://x', `${server.url}.evil.example`]) {
    for (const type of types) {
      for (const method of ['POST', 'GET']) {
        const said = await say(server, { method, path: '/trpc/runs.start', headers: { origin, authorization: `Bearer ${server.token}`, ...(type && { 'content-type': type }) }, ...(method === 'POST' && { body: start }) })
        expect([origin, type, method, said.status]).toEqual([origin, type, method, 403])
      }
    }
  }
  expect(await listed(server)).toEqual({ runs: [] })
})

test('without an Origin, only JSON reaches a procedure, and nothing that acts is a GET', async () => {
  await using server = await open()
  const authorization = `Bearer ${server.token}`
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', undefined]) {
    const said = await say(server, { path: '/trpc/runs.start', headers: { authorization, ...(type && { 'content-type': type }) }, body: start })
    expect(said.status).toBe(415)
  }
  for (const name of ['runs.start', 'runs.cancel', 'runs.resume', 'bible.generate', 'segments.generate']) {
    const said = await say(server, { method: 'GET', path: `/trpc/${name}?input=${encodeURIComponent(start)}`, headers: { authorization } })
    expect([name, said.status]).toEqual([name, 405])
  }
  expect(await listed(server)).toEqual({ runs: [] })
})

test('nothing is answered without the token but that the server lives', async () => {
  await using server = await open()
  expect(await say(server, { method: 'GET', path: '/health' })).toEqual({ status: 200, body: '{"status":"ok"}' })
  const wrong = [undefined, 'Bearer ', `Bearer ${'0'.repeat(64)}`, server.token, `Bearer ${server.token}x`, `Basic ${server.token}`]
  for (const authorization of wrong) {
    for (const path of ['/trpc/health', '/trpc/runs.list', '/trpc/runs.events?input=%7B%22runId%22%3A%22x%22%7D', '/', '/trpc/', '/nothing']) {
      const said = await say(server, { method: 'GET', path, headers: authorization === undefined ? {} : { authorization } })
      expect([path, said.status]).toEqual([path, 401])
    }
  }
})

test('the address file is readable by its owner alone, and gone when the server is', async () => {
  const server = await open()
  const file = join(server.dataFolder, 'server.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ url: server.url, token: server.token, pid: process.pid })
  expect(server.token).toMatch(/^[0-9a-f]{64}$/)
  await server.close()
  await expect(stat(file)).rejects.toThrow(/ENOENT/)
  await server[Symbol.asyncDispose]()
})

test('a body over one megabyte and a batch over twenty calls are refused', async () => {
  await using server = await open()
  const headers = { ...json, authorization: `Bearer ${server.token}` }
  const large = JSON.stringify({ brief: { format: 'movie', idea: 'x'.repeat(1_100_000) } })
  expect((await say(server, { path: '/trpc/runs.start', headers, body: large })).status).toBe(413)
  const calls = Array.from({ length: 21 }, () => 'health').join(',')
  const batch = await say(server, { method: 'GET', path: `/trpc/${calls}?batch=1&input=%7B%7D`, headers })
  expect(batch.status).toBe(400)
  expect(await listed(server)).toEqual({ runs: [] })
})

test('a second server on the same data folder is refused, and the first goes on', async () => {
  await using server = await open()
  const second = startServer({ dataFolder: server.dataFolder, env: { LOG_LEVEL: 'silent' } })
  await expect(second).rejects.toMatchObject({ code: 'conflict' })
  expect(await listed(server)).toEqual({ runs: [] })
})

test('errors carry no stack and nothing of what is inside', async () => {
  await using server = await open()
  const headers = { ...json, authorization: `Bearer ${server.token}` }
  for (const body of ['{', '[]', '{"brief":{"format":"opera","idea":"x"}}', '{"__proto__":{"polluted":true}}', '"text"', 'null']) {
    const said = await say(server, { path: '/trpc/runs.start', headers, body })
    expect(said.status).toBe(400)
    expect(said.body).not.toMatch(/\bat .*\.(ts|js|mjs):\d+|node_modules|stack/)
  }
  expect({}).not.toHaveProperty('polluted')
})
