import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI, type RecordedRequest } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { serverProcess } from './server-process.ts'

const kills = howOften(3, 60)
/** Texts that are written at once, and how many tokens a second each of them. */
const paces = [25, 100, 300, 1000]

const ideaOf = (pace: number): string => `A door that is told of at ${pace} tokens a second`
/** Whether it is the text that is asked for, and not its plan. */
const isText = (request: string): boolean => request.includes('words_written')

/** What was delivered and is not in the journal: characters, and milliseconds since the first of them was sent. */
type Lost = { readonly characters: number; readonly ms: number }

const lostOf = (request: RecordedRequest, kept: string, killedAt: number): Lost => {
  const answer = request.answer ?? ''
  expect(answer.startsWith(kept), 'what is kept is what was written').toBe(true)
  const sent = request.stamps?.filter(stamp => stamp.at <= killedAt) ?? []
  const first = sent.find(stamp => stamp.characters > kept.length)
  return { characters: Math.max(0, (sent.at(-1)?.characters ?? 0) - kept.length), ms: first ? killedAt - first.at : 0 }
}

/** Kills a server while it writes texts, each at a pace of its own, and answers what each of them lost. */
const killOnce = async (compiled: string): Promise<Lost[]> => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-loss-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 4, stamps: true } }))
  fake.script(request => ({ pace: isText(request.text) ? paces.find(pace => request.text.includes(ideaOf(pace))) : undefined }))
  const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-loss', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent', NODE_COMPILE_CACHE: compiled }
  const server = stack.use(serverProcess(dataFolder, env))
  server.begin()
  const api = await server.listening()
  for (const pace of paces) await api.runs.start.mutate({ brief: { format: 'prose', idea: ideaOf(pace), words: 1200 } })
  const texts = () => fake.requests.filter(request => isText(JSON.stringify(request.body)))
  await fake.until(() => texts().filter(request => request.charactersSent > 100).length === paces.length)
  await sleep(Math.random() * 300)
  const killedAt = Date.now()
  await server.kill()
  await fake.until(() => texts().every(request => request.stamps !== undefined))

  const store = await openSqliteStore({ file: join(dataFolder, 'coldopen.sqlite') })
  stack.defer(() => store.close())
  const lost: Lost[] = []
  for (const { id } of await store.list({ limit: 10 })) {
    const idea = (await store.load(id))?.brief.idea ?? ''
    const request = texts().find(({ body }) => JSON.stringify(body).includes(idea))
    if (!request) throw new Error(`nothing was asked for ${idea}`)
    const events = await store.events(id, 0, 100_000)
    lost.push(lostOf(request, events.map(event => (event.type === 'chunk-delta' ? event.text : '')).join(''), killedAt))
  }
  expect(lost).toHaveLength(paces.length)
  return lost
}

test('a server that is killed in mid-answer has stored what was delivered but for the last moment of it (R4)', { timeout: 60_000 + kills * 30_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const compiled = await mkdtemp(join(tmpdir(), 'coldopen-compiled-'))
  stack.defer(() => rm(compiled, { recursive: true, force: true }))
  const lost: Lost[] = []
  for (let kill = 0; kill < kills; kill++) lost.push(...(await killOnce(compiled)))
  const late = lost.map(one => one.ms).toSorted((a, b) => b - a)
  const long = lost.filter(one => one.ms > 250).map(one => one.characters)
  const figure = long.length === 0 ? `the last ${Math.round(late[0] ?? 0)} ms of a text at most` : `the last 250 ms of a text at most, or in ${long.length} of them ${Math.max(...long)} characters`
  reportFault({ row: 'R4', did: `kill -9 while ${paces.length} texts are written, ${paces[0]} to ${paces.at(-1)} tokens a second`, times: lost.length, figure, target: '250 ms or 1 kB, whichever is more', missed: long.some(characters => characters > 1000) })
  console.log(figure)
  // A machine that is busy with other things stores later; one that does not store loses all that there is.
  for (const { characters, ms } of lost) expect(Math.min(characters / 1000, ms / 250)).toBeLessThan(6)
})
