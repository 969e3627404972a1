import { connect, type Socket } from 'node:net'
import { howOften, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { openHosted, token, type Hosted } from './hosted.ts'
import { expectNothingDone } from './no-runs.ts'
import { by, say } from './say.ts'

const count = howOften(300, 3000)

/** Connections that are opened before a call shows that the server has accepted them: a system keeps only some hundreds waiting, and forgets the others. */
const wave = 300

/** A connection that says something and then no more; resolves `closed` when the server has ended it. */
const halfOpen = (hosted: Hosted, text: string): { socket: Socket; closed: Promise<void> } => {
  const { hostname, port } = new URL(hosted.server().url)
  const closed = Promise.withResolvers<void>()
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  socket.on('data', () => {}).on('error', () => {}).on('end', () => socket.end()).once('close', () => closed.resolve())
  socket.write(text)
  return { socket, closed: closed.promise }
}

test('sockets that say nothing, half a head or one header at a time keep nobody out, and are ended (S19)', async () => {
  await using hosted = await openHosted()
  const { host } = new URL(hosted.server().url)
  const texts = ['', 'POST /trpc/runs.start HTTP/1.1\r\n', `GET /health HTTP/1.1\r\nhost: ${host}\r\nx: `]
  const open: ReturnType<typeof halfOpen>[] = []
  while (open.length < count) {
    for (let more = 0; more < wave; more++) open.push(halfOpen(hosted, texts[open.length % texts.length] ?? ''))
    expect((await say(hosted.server(), { method: 'GET', path: '/health' })).status).toBe(200)
  }
  const dripping = open.slice(0, 30)
  const drip = setInterval(() => {
    for (const { socket } of dripping) if (socket.writable) socket.write('y: z\r\n')
  }, 200)
  try {
    for (let asked = 0; asked < 20; asked++) {
      expect((await say(hosted.server(), { method: 'GET', path: '/health' })).status).toBe(200)
      expect((await say(hosted.server(), { method: 'GET', path: '/trpc/runs.list', headers: by(token) })).status).toBe(200)
    }
    await Promise.all(open.map(one => one.closed))
  } finally {
    clearInterval(drip)
    for (const { socket } of open) socket.destroy()
  }
  reportFault({ row: 'S19', did: 'half-open sockets and slow heads, all at once', times: count, figure: `${count} ended, 0 calls kept waiting`, target: `${count} ended, 0 calls kept waiting` })
}, 120_000)

test('a body that is too large is refused as soon as that is known, with its length or without (S19)', async () => {
  await using hosted = await openHosted()
  const large = JSON.stringify({ brief: { format: 'movie', idea: 'x'.repeat(1_100_000) } })
  expect((await say(hosted.server(), { path: '/trpc/runs.start', headers: by(token), body: large })).status).toBe(413)
  const chunked = await say(hosted.server(), { path: '/trpc/runs.start', headers: { ...by(token), 'transfer-encoding': 'chunked' }, body: large })
  expect(chunked.status).toBe(413)
  const calls = Array.from({ length: 21 }, () => 'runs.start').join(',')
  expect((await say(hosted.server(), { path: `/trpc/${calls}?batch=1`, headers: by(token), body: '{}' })).status).toBe(400)
  await expectNothingDone(hosted, hosted.master())
})
