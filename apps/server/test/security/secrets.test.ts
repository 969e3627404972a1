import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverFileSchema } from '@coldopen/core'
import { reportFault } from '@coldopen/core/testing'
import { openStoreAt, parseStoreAddress } from '@coldopen/store'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { echoes, startEchoingProvider } from './echoing-provider.ts'
import { apiOf, brief, openHosted, token, type Api } from './hosted.ts'
import { by, say } from './say.ts'

/** Secrets of forms that no pattern knows. */
const apiKey = 'Zanarie.7plum+quiver'
const otherKey = 'marrow.9fig=lantern'
const password = 'Pillar.4rust~cobalt'
/** Words of a script, which are none of a log's. */
const words = 'xylocarp gondolier'

/** A secret as it may be found: itself, in base64, in an address. */
const formsOf = (secret: string): string[] => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)]

const hitsIn = (name: string, text: string, secrets: readonly string[]): string[] => {
  return secrets.flatMap(secret => (formsOf(secret).some(form => text.includes(form)) ? [`${name} holds ${secret}`] : []))
}

/** Hits in every file of a folder. `server.json` may hold the server's own token. */
const hitsInFolder = async (folder: string, secrets: readonly string[]): Promise<string[]> => {
  const hits: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    const text = await readFile(join(folder, name), 'latin1').catch(() => '')
    hits.push(...hitsIn(name, text, name === 'server.json' ? secrets.filter(secret => secret !== token) : secrets))
  }
  return hits
}

const tellOf = (error: unknown): string => JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)

test('no secret and no word of a script is in a log, an error or the database, however a draft ends (S21)', async () => {
  await using provider = await startEchoingProvider()
  const lines: string[] = []
  await using hosted = await openHosted({
    env: { OPENAI_API_KEY: apiKey },
    server: { log: createLog('trace', { write: line => void lines.push(line) }) },
  })
  const userKey = await hosted.add('anna')
  const secrets = [apiKey, otherKey, token, userKey, password]
  const told: string[] = []
  const master = hosted.master()
  const idea = `${brief.idea} ${words}`

  const draft = async (api: Api, environment?: { readonly [name: string]: string }): Promise<void> => {
    const { runId } = await api.runs.start.mutate({ brief: { ...brief, idea }, ...(environment && { environment }) })
    await expect.poll(async () => (await master.runs.get.query({ runId })).summary.status, { timeout: 30_000 }).toMatch(/completed|failed|paused/)
    told.push(JSON.stringify(await master.runs.get.query({ runId })))
    const events = new AbortController()
    const stream = await fetch(`${hosted.server().url}/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ runId }))}`, { headers: by(token), signal: events.signal })
    let text = ''
    for await (const piece of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      if (text.includes('run-end')) break
    }
    events.abort()
    told.push(text)
  }

  await draft(hosted.as(userKey))
  hosted.fake.script(() => ({ fail: 50 }))
  await draft(hosted.as(userKey))
  hosted.fake.script(() => ({ cut: 900, by: 'rst' }))
  await draft(hosted.as(userKey))
  for (const echo of echoes) {
    for (const name of ['openai', 'openai-chat']) {
      await draft(master, { COLDOPEN_PROVIDER: name, OPENAI_BASE_URL: provider.url(echo), OPENAI_API_KEY: otherKey, COLDOPEN_MODEL: 'echo' })
    }
  }
  expect(provider.asked()).toBe(2 * echoes.length)

  const bad = [
    () => hosted.as(`${userKey}x`).runs.list.query(),
    () => master.runs.start.mutate({ brief: { ...brief, idea: '' }, environment: { OPENAI_API_KEY: otherKey } }),
    () => master.runs.start.mutate({ brief, environment: { OPENAI_API_KEY: otherKey.repeat(400) } }),
    () => master.runs.start.mutate({ brief, environment: { OPENAI_BASE_URL: `http://u:${password}@[`, OPENAI_API_KEY: otherKey } }),
    () => master.runs.start.mutate({ brief, environment: { COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: `http://u:${password}@127.0.0.1:9/v1`, OPENAI_API_KEY: otherKey, COLDOPEN_MODEL: 'm' } }),
    () => hosted.as(userKey).users.add.mutate({ name: 'eve' }),
  ]
  for (const call of bad) told.push(tellOf(await call().then(() => expect.fail('a bad call was answered'), (error: unknown) => error)))
  for (const path of ['/trpc/none', `/trpc/runs.get?input=${encodeURIComponent(JSON.stringify({ runId: 'x', key: otherKey }))}`, `/${userKey}`]) {
    told.push((await say(hosted.server(), { method: 'GET', path, headers: by(token) })).body)
    told.push((await say(hosted.server(), { method: 'GET', path, headers: by(otherKey) })).body)
  }
  told.push((await say(hosted.server(), { method: 'GET', path: '/metrics', headers: by(token) })).body)

  await hosted.server().close()
  const log = lines.join('')
  expect(lines.length).toBeGreaterThan(50)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(Number) })
  const hits = [...hitsIn('the log', log, secrets), ...hitsIn('an answer', told.join('\n'), secrets), ...(await hitsInFolder(hosted.dataFolder, secrets))]
  expect(hits).toEqual([])
  for (const word of [...words.split(' '), 'lighthouse']) expect(log).not.toContain(word)
  expect(log).toMatch(/"request":"[0-9a-f-]{36}"/)
  expect(log).toMatch(/"run":"[0-9a-f-]{36}"/)
  reportFault({ row: 'S21', did: 'drafts that succeed, fail, are cut, 401, 429 and 500 with bodies that echo the key, and calls that are refused', times: told.length, figure: `${hits.length} hits`, target: '0 hits' })
}, 120_000)

test('a database that does not connect is told without its password, in the log too (S21)', async () => {
  const lines: string[] = []
  const log = createLog('trace', { write: line => void lines.push(line) })
  const encoded = encodeURIComponent(password)
  const addresses = [`postgres://coldopen:${encoded}@127.0.0.1:9/coldopen`, `postgres://coldopen:${encoded}@[nowhere`, `postgres://coldopen@127.0.0.1:9/x?password=${encoded}`, `mysql://coldopen:${password}@127.0.0.1/x`]
  for (const address of addresses) {
    const error = await Promise.try(() => openStoreAt(parseStoreAddress(address))).then(() => expect.fail('it connected'), (reason: unknown) => reason)
    log.error({ err: error, at: address }, String(error))
    expect(hitsIn('the error', tellOf(error), [password])).toEqual([])
    expect(error).toMatchObject({ code: expect.stringMatching(/storage|invalid-input/) })
  }
  expect(hitsIn('the log', lines.join(''), [password])).toEqual([])
}, 60_000)

test('a server that dies in mid-draft leaves no secret behind (S21)', async () => {
  await using hosted = await openHosted({ fake: { behaviour: { stall: 40 } } })
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-secrets-'))
  const env = { PATH: process.env['PATH'], COLDOPEN_DATA: dataFolder, COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: hosted.fake.url, OPENAI_API_KEY: apiKey, COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'trace' }
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url))], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit')
  try {
    let log = ''
    child.stderr.setEncoding('utf8').on('data', piece => (log += piece))
    const place = async () => serverFileSchema.safeParse(JSON.parse(await readFile(join(dataFolder, 'server.json'), 'utf8').catch(() => '{}'))).data
    await expect.poll(place, { timeout: 60_000 }).toBeDefined()
    const server = serverFileSchema.parse(await place())
    await apiOf(server, server.token).runs.start.mutate({ brief })
    await hosted.fake.until(requests => requests[0]?.state === 'stalled')
    child.kill('SIGKILL')
    await gone
    const own = server.token
    expect([...hitsIn('the log', log, [apiKey, own]), ...(await hitsInFolder(dataFolder, [apiKey]))]).toEqual([])
    expect(log).toContain('listening')
    for (const name of await readdir(dataFolder)) {
      if (name !== 'server.json') expect([name, (await readFile(join(dataFolder, name), 'latin1')).includes(own)]).toEqual([name, false])
    }
  } finally {
    child.kill('SIGKILL')
    await gone
    await rm(dataFolder, { recursive: true, force: true })
  }
}, 120_000)

test('what looks like a key is struck out of a line of the log, and an error is told by where it was thrown', () => {
  const lines: string[] = []
  const log = createLog('info', { write: line => void lines.push(line) })
  const error = new Error('insert into runs values ("a harbour at night")', { cause: new Error('Bearer abcdef') })
  log.error({ err: error, note: `Authorization: Bearer ${apiKey}` }, 'sk-proj-0123456789abcdef at postgres://coldopen:hunter2@db/coldopen')
  const [line = ''] = lines
  expect(line).not.toMatch(/harbour|hunter2|0123456789abcdef|Zanarie|abcdef/)
  expect(JSON.parse(line)).toMatchObject({ err: { type: 'Error', at: expect.arrayContaining([expect.stringContaining('secrets.test.ts')]), cause: { type: 'Error' } } })
  expect(lines).toHaveLength(1)
  createLog('nonsense', { write: text => void lines.push(text) }).info('still here')
  expect(lines).toHaveLength(2)
})
