import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI, type FakeOpenAI } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { serverProcess } from './server-process.ts'

const kills = howOften(3, 60)

/** Tokens a second, 4 characters each. */
const pace = 100

/** The end of the text that a dead server has stored of the first set. */
const storedEnd = async (dataFolder: string, run: string): Promise<string> => {
  const store = await openSqliteStore({ file: join(dataFolder, 'coldopen.sqlite') })
  try {
    const deltas = (await store.events(run, 0, 100_000)).flatMap(event => (event.type === 'segment-delta' ? [event] : []))
    const last = deltas.at(-1)
    const same = deltas.filter(delta => delta.segment === last?.segment && delta.path.join() === last.path.join())
    return same.map(delta => delta.text).join('').slice(-40)
  } finally {
    await store.close()
  }
}

/** Where a text ends in an answer that has it last, some of its characters escaped as JSON allows. */
const endOf = (text: string, answer: string): number => {
  const ends: number[] = []
  let plain = ''
  for (const { 0: written, index } of answer.matchAll(/\\u[\da-f]{4}|\\.|[^]/gi)) {
    const character: string = written.length > 1 ? JSON.parse(`"${written}"`) : written
    plain += character
    ends.push(index + written.length)
  }
  const end = text === '' ? undefined : ends[plain.lastIndexOf(text) + text.length - 1]
  if (end === undefined || !plain.includes(text)) throw new Error(`what was stored is not in the answer: ${text}`)
  return end
}

/** Kills a server in the middle of a set. Resolves with how much of what the provider had sent was not stored, and how old the oldest of it was. */
const killOnce = async (fake: FakeOpenAI): Promise<{ characters: number; ms: number }> => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-mid-answer-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-mid-answer', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent' }
  const server = stack.use(serverProcess(dataFolder, env))
  server.begin()
  const api = await server.listening()
  const runId = randomUUID()
  const before = fake.requests.length
  await api.runs.start.mutate({ runId, brief: { format: 'movie', idea: 'A door in the sea', segments: 12, perSet: 12 } })
  const moment = 600 + Math.random() * 1500
  await fake.until(requests => requests.slice(before + 1).some(request => request.charactersSent > moment))
  const killed = Date.now()
  await server.kill()
  await fake.until(requests => requests.slice(before + 1).every(request => request.stamps !== undefined))
  const { answer, stamps = [] } = fake.requests[before + 1] ?? {}
  const stored = endOf(await storedEnd(dataFolder, runId), answer ?? '')
  const sent = stamps.filter(stamp => stamp.at <= killed)
  const oldest = sent.find(stamp => stamp.characters > stored)
  return { characters: Math.max(0, (sent.at(-1)?.characters ?? 0) - stored), ms: oldest ? killed - oldest.at : 0 }
}

test('of an answer that no provider keeps, a kill loses a quarter of a second or a thousand characters at most (R4)', { timeout: 60_000 + kills * 20_000 }, async () => {
  await using fake = await startFakeOpenAI({ behaviour: { stamps: true, delta: 20 } })
  fake.script(request => (request.text.includes('"numbers"') ? { pace } : {}))
  const lost: { characters: number; ms: number }[] = []
  for (let kill = 0; kill < kills; kill++) lost.push(await killOnce(fake))
  const characters = Math.max(...lost.map(one => one.characters))
  const ms = Math.max(...lost.map(one => one.ms))
  reportFault({ row: 'R4', did: 'kill -9 in mid-answer, background mode off, 100 tokens a second', times: kills, figure: `at most ${ms} ms or ${characters} characters lost`, target: '250 ms or 1000 characters' })
  expect(lost.filter(one => one.ms > 250 && one.characters > 1000)).toEqual([])
})
