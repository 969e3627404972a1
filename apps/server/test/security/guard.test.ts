import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src/index.ts'
import { appRouter } from '../../src/router.ts'
import { say } from './say.ts'

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
  expect(new URL(server.url).hostname).toBe('127.0.0.1')
  reportFault({ row: 'S1', did: 'Host values that are not its own', times: hosts.length, figure: `${hosts.length} refused, 0 handled`, target: `${hosts.length} refused, 0 handled` })
})

test('no page of another origin has an effect, whatever it sends and however', async () => {
  await using server = await open()
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', '']
  const origins = ['https://evil.example', 'null', 'http://localhost.evil.example', 'vscode-webview://x', `${server.url}.evil.example`, 'file://', `http://127.0.0.1:${Number(new URL(server.url).port) + 1}`]
  let sent = 0
  for (const origin of origins) {
    for (const type of types) {
      for (const accept of ['*/*', 'text/event-stream']) {
        for (const method of ['POST', 'GET', 'PUT', 'OPTIONS']) {
          const headers = { origin, accept, authorization: `Bearer ${server.token}`, ...(type && { 'content-type': type }) }
          const said = await say(server, { method, path: '/trpc/runs.start', headers, ...(method === 'POST' && { body: start }) })
          expect([origin, type, method, said.status]).toEqual([origin, type, method, 403])
          expect(said.headers).not.toHaveProperty('access-control-allow-origin')
          sent++
        }
      }
    }
  }
  expect(await listed(server)).toEqual({ runs: [] })
  reportFault({ row: 'S2', did: 'requests of foreign origins, of every kind of body, method and stream', times: sent, figure: '0 side effects', target: '0 side effects' })
})

test('without an Origin, only JSON reaches a procedure, and nothing that acts is a GET', async () => {
  await using server = await open()
  const authorization = `Bearer ${server.token}`
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', undefined]) {
    const said = await say(server, { path: '/trpc/runs.start', headers: { authorization, ...(type && { 'content-type': type }) }, body: start })
    expect(said.status).toBe(415)
  }
  const acting = Object.entries(appRouter._def.procedures).flatMap(([name, procedure]: [string, unknown]) => (Object(procedure)._def.type === 'mutation' ? [name] : []))
  expect(acting).toEqual(expect.arrayContaining(['runs.start', 'runs.cancel', 'bible.generate', 'users.add']))
  for (const name of acting) {
    const said = await say(server, { method: 'GET', path: `/trpc/${name}?input=${encodeURIComponent(start)}`, headers: { authorization } })
    expect([name, said.status]).toEqual([name, 405])
  }
  expect(await listed(server)).toEqual({ runs: [] })
})

test('nothing is answered without the token but that the server lives', async () => {
  await using server = await open()
  expect(await say(server, { method: 'GET', path: '/health' })).toMatchObject({ status: 200, body: '{"status":"ok"}' })
  const wrong = [undefined, 'Bearer ', `Bearer ${'0'.repeat(64)}`, server.token, `Bearer ${server.token}x`, `Basic ${server.token}`]
  for (const authorization of wrong) {
    for (const path of ['/metrics', '/runs/x/events', '/trpc/health', '/trpc/runs.list', '/trpc/runs.events?input=%7B%22runId%22%3A%22x%22%7D', '/', '/trpc/', '/nothing']) {
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
  await using other = await open()
  expect(other.token).not.toBe(server.token)
  reportFault({ row: 'S4', did: 'routes asked for without the token, and the file that holds it', times: 1, figure: '256-bit token, mode 600, 0 routes open but health', target: '256-bit token, mode 600, 0 routes open but health' })
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
