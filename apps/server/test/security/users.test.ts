import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { startServer } from '../../src/index.ts'
import { apiOf, brief, openHosted, token, untilStatus, type Hosted } from './hosted.ts'
import { by, say } from './say.ts'

const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ coldopen: code }) })

/** The two ways to follow a run. */
const streamsOf = (runId: string): string[] => [`/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ runId }))}`, `/runs/${runId}/events`]

/** A stream of a run's events, and when it ends. */
const openStream = async (hosted: Hosted, key: string, path: string): Promise<{ status: number; ended: Promise<void> }> => {
  const opened = Promise.withResolvers<{ status: number; ended: Promise<void> }>()
  request(new URL(path, hosted.server().url), { headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' }, agent: false }, response => {
    const ended = Promise.withResolvers<void>()
    response.on('close', () => ended.resolve()).on('error', () => ended.resolve())
    response.once('data', () => opened.resolve({ status: response.statusCode ?? 0, ended: ended.promise }))
    response.on('data', () => {})
  })
    .on('error', opened.reject)
    .end()
  return opened.promise
}

test('a key is 256 random bits, told once, and kept as a hash alone', async () => {
  await using hosted = await openHosted()
  const keys = [await hosted.add('anna'), await hosted.add('ben')]
  for (const key of keys) {
    expect(key).toMatch(/^co_[A-Za-z0-9_-]{43}$/)
    expect(await hosted.as(key).runs.list.query()).toEqual({ runs: [] })
  }
  expect(JSON.stringify(await hosted.master().users.list.query())).not.toMatch(/co_|hash/i)
  for (const name of await readdir(hosted.dataFolder)) {
    const content = await readFile(join(hosted.dataFolder, name), 'latin1')
    for (const key of keys) expect([name, content.includes(key), content.includes(key.slice(3, 40))]).toEqual([name, false, false])
  }
  const [first = ''] = keys
  for (const wrong of [first.slice(0, -1), `${first}x`, first.toLowerCase(), first.replace('co_', ''), `co_${'A'.repeat(43)}`, token.replace('5', '6')]) {
    await expect(hosted.as(wrong).runs.list.query()).rejects.toEqual(expect.objectContaining({ message: expect.anything() }))
    expect((await say(hosted.server(), { path: '/trpc/runs.list', method: 'GET', headers: by(wrong) })).status).toBe(401)
  }
})

test('a run is visible to its owner only, and to admins (S14)', async () => {
  await using hosted = await openHosted()
  const anna = hosted.as(await hosted.add('anna'))
  const ben = hosted.as(await hosted.add('ben'))
  const admin = hosted.as(await hosted.add('carla', { role: 'admin' }))
  const { runId } = await anna.runs.start.mutate({ brief })
  await untilStatus(anna, runId, 'completed')
  const none = crypto.randomUUID()
  const calls = [
    (id: string) => ben.runs.get.query({ runId: id }),
    (id: string) => ben.runs.cancel.mutate({ runId: id }),
    (id: string) => ben.runs.resume.mutate({ runId: id }),
    (id: string) => ben.runs.list.query({ cursor: id }),
    (id: string) => ben.runs.pause.mutate({ runId: id }),
    (id: string) => ben.runs.retryPart.mutate({ runId: id, part: 1 }),
    (id: string) => ben.runs.lock.mutate({ runId: id, segment: 1, locked: true }),
    (id: string) => ben.runs.edit.mutate({ runId: id, chunk: { number: 1, text: 'Mine.' } }),
    (id: string) => ben.runs.redraft.mutate({ runId: id, segment: 1 }),
    (id: string) => ben.runs.rewrite.mutate({ runId: id, passage: 'It is late.', note: 'shorter' }),
    (id: string) => ben.runs.estimateRevision.query({ runId: id, segment: 1 }),
    (id: string) => ben.runs.check.query({ runId: id }),
    (id: string) => ben.runs.export.query({ runId: id, shape: 'json' }),
    (id: string) => ben.runs.delete.mutate({ runId: id }),
  ]
  for (const call of calls) {
    const [theirs, nobodys] = await Promise.all([runId, none].map(id => call(id).then(() => undefined, (error: unknown) => error)))
    expect(theirs).toEqual(refused('not-found'))
    expect(String(theirs).replace(runId, none)).toBe(String(nobodys))
  }
  expect([await ben.runs.list.query(), (await anna.runs.list.query()).runs.length, (await admin.runs.list.query()).runs.length]).toEqual([{ runs: [] }, 1, 1])
  expect((await admin.runs.get.query({ runId })).summary.id).toBe(runId)
  await expect(ben.runs.start.mutate({ brief, runId })).rejects.toEqual(refused('conflict'))
  expect(await anna.runs.start.mutate({ brief, runId })).toEqual({ runId })
  reportFault({ row: 'S14', did: "another user's run asked for by its id, by every call that takes one", times: calls.length, figure: '0 answered, 0 told apart from no run', target: '0 answered, 0 told apart from no run' })
}, 60_000)

test('only admins may change users or read the figures', async () => {
  await using hosted = await openHosted()
  const [annas, carlas] = [await hosted.add('anna'), await hosted.add('carla', { role: 'admin' })]
  const anna = hosted.as(annas)
  for (const call of [() => anna.users.add.mutate({ name: 'eve', role: 'admin' }), () => anna.users.list.query(), () => anna.users.revoke.mutate({ name: 'carla' })]) {
    await expect(call()).rejects.toEqual(refused('forbidden'))
  }
  expect((await say(hosted.server(), { method: 'GET', path: '/metrics', headers: by(annas) })).status).toBe(403)
  expect((await say(hosted.server(), { method: 'GET', path: '/metrics', headers: by(carlas) })).status).toBe(200)
  expect((await hosted.as(carlas).users.list.query()).map(user => user.name)).toEqual(['anna', 'carla'])
  await expect(hosted.master().users.add.mutate({ name: 'anna' })).rejects.toEqual(refused('conflict'))
  await expect(hosted.master().users.revoke.mutate({ name: 'nobody' })).rejects.toEqual(refused('not-found'))
})

test('a user names no address for the server to ask, and lends it no editor', async () => {
  await using hosted = await openHosted()
  const anna = hosted.as(await hosted.add('anna'))
  const environment = { OPENAI_BASE_URL: 'http://169.254.169.254/latest', OPENAI_API_KEY: 'x', COLDOPEN_MODEL: 'm' }
  await expect(anna.runs.start.mutate({ brief, environment })).rejects.toEqual(refused('forbidden'))
  await expect(anna.runs.estimate.query({ brief, environment })).rejects.toEqual(refused('forbidden'))
  await expect(anna.models.offer.mutate({ window: crypto.randomUUID(), models: [] })).rejects.toEqual(refused('forbidden'))
  expect(hosted.fake.requests).toEqual([])
})

test('a key that is revoked is worth nothing at once: calls are refused, streams end, and runs ask for nothing more', async () => {
  await using hosted = await openHosted({ fake: { behaviour: { stall: 20 } } })
  const key = await hosted.add('anna')
  const anna = hosted.as(key)
  const { runId } = await anna.runs.start.mutate({ brief })
  await hosted.fake.until(requests => requests[0]?.state === 'stalled')
  const streams = await Promise.all(streamsOf(runId).map(path => openStream(hosted, key, path)))
  expect(streams.map(stream => stream.status)).toEqual([200, 200])
  await hosted.master().users.revoke.mutate({ name: 'anna' })
  await Promise.all(streams.map(stream => stream.ended))
  expect((await say(hosted.server(), { method: 'GET', path: '/trpc/runs.list', headers: by(key) })).status).toBe(401)
  hosted.fake.release()
  await untilStatus(hosted.master(), runId, 'paused')
  expect((await hosted.master().runs.get.query({ runId })).summary.problem).toMatchObject({ code: 'forbidden', message: expect.stringContaining('no key any more') })
  expect(hosted.fake.requests).toHaveLength(1)

  const again = await hosted.add('anna')
  expect((await hosted.as(again).runs.list.query()).runs.map(run => run.id)).toEqual([runId])
  expect((await say(hosted.server(), { method: 'GET', path: '/trpc/runs.list', headers: by(key) })).status).toBe(401)
}, 60_000)

test('the streams that one user may have open are counted, and others are not kept from theirs', async () => {
  await using hosted = await openHosted()
  const [annas, bens] = [await hosted.add('anna'), await hosted.add('ben')]
  const { runId } = await hosted.as(annas).runs.start.mutate({ brief })
  const open = await Promise.all(Array.from({ length: 32 }, () => streamsOf(runId)).flat().map(path => openStream(hosted, annas, path)))
  expect(new Set(open.map(stream => stream.status))).toEqual(new Set([200]))
  const more = await say(hosted.server(), { method: 'GET', path: '/trpc/runs.list', headers: by(annas) })
  expect([more.status, JSON.parse(more.body)]).toMatchObject([429, { error: { data: { coldopen: 'rate-limited' } } }])
  expect(await hosted.as(bens).runs.list.query()).toEqual({ runs: [] })
}, 60_000)

test('a local server has one person and no users', async () => {
  await using hosted = await openHosted()
  const key = await hosted.add('anna')
  await hosted.server().close()
  const server = await startServer({ dataFolder: hosted.dataFolder, env: { LOG_LEVEL: 'silent' } })
  expect((await say(server, { method: 'GET', path: '/trpc/runs.list', headers: by(key) })).status).toBe(401)
  await expect(apiOf(server, server.token).users.add.mutate({ name: 'ben' })).rejects.toEqual(refused('forbidden'))
  expect(await apiOf(server, server.token).runs.list.query()).toEqual({ runs: [] })
  await server.close()
})

test('a token that is too weak is no token', async () => {
  for (const weak of ['secret', 'F'.repeat(64), '0'.repeat(63)]) {
    await expect(startServer({ dataFolder: '/nowhere', env: { COLDOPEN_TOKEN: weak } })).rejects.toMatchObject({ code: 'invalid-input' })
  }
})
