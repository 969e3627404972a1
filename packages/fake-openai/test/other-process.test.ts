import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { parseBehaviour } from '../src/index.ts'
import { wholeText } from './asking.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** The server as its own process: the process and the URL it printed first. */
async function run(...flags: string[]): Promise<{ child: ChildProcess; url: string; origin: string }> {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  for await (const url of createInterface({ input: child.stdout })) return { child, url, origin: new URL(url).origin }
  throw new Error('the server ended without printing its URL')
}

const ask = (url: string, model: string, headers: { [name: string]: string } = {}): Promise<Response> =>
  fetch(`${url}/responses`, { method: 'POST', headers, body: JSON.stringify({ model, input: 'Begin.', max_output_tokens: 500 }) })

const textOf = async (response: Response): Promise<string> => wholeText(await response.json())
const said = async (response: Promise<Response>): Promise<string> => `${(await response).status} ${await (await response).text()}`
const recordsSchema = z.array(z.looseObject({ status: z.int().nullable() }))

test('another process asks for behaviour by the model, by a header and by rules, and reads what was asked', { timeout: 30_000 }, async () => {
  const { child, url, origin } = await run('--seed', '3', '--behaviour', 'words=9')
  expect((await textOf(await ask(url, 'fake'))).split(' ')).toHaveLength(9)
  expect(await textOf(await ask(url, 'fake:answer=a%2Cb,fence'))).toBe('```json\na,b\n```')
  expect((await ask(url, 'fake', { 'x-fake-behaviour': 'status=503' })).status).toBe(503)
  const rules = [{ kind: 'responses', contains: 'Begin', nth: [2], behaviour: 'status=429,retryAfter=7' }, { model: 'other', behaviour: { answer: 'by rule' } }]
  expect((await fetch(`${origin}/__script`, { method: 'POST', body: JSON.stringify({ rules }) })).status).toBe(204)
  expect((await ask(url, 'fake')).status).toBe(200)
  expect((await ask(url, 'fake')).headers.get('retry-after')).toBe('7')
  expect(await textOf(await ask(url, 'other'))).toBe('by rule')
  await fetch(`${origin}/__script`, { method: 'DELETE' })
  expect(await textOf(await ask(url, 'other'))).not.toBe('by rule')

  const requests = recordsSchema.parse(await (await fetch(`${origin}/__requests`)).json())
  expect(requests.map((request) => request.status)).toEqual([200, 200, 503, 200, 429, 200, 200])
  expect(requests[0]).toMatchObject({ nth: 1, endpoint: 'POST /v1/responses', state: 'answered', completed: true, body: { model: 'fake', input: 'Begin.' } })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a stalled answer is released from another process, and SIGTERM ends one that is not', { timeout: 30_000 }, async () => {
  const { child, url, origin } = await run()
  const body = JSON.stringify({ model: 'fake:stall=12', input: 'x', stream: true })
  const released = await fetch(`${url}/responses`, { method: 'POST', body })
  let wire = ''
  for await (const chunk of released.body ?? []) {
    wire += Buffer.from(chunk).toString()
    if (wire.includes('output_text.delta')) await fetch(`${origin}/__release`, { method: 'POST' })
  }
  expect(wire).toContain('event: response.completed')
  const stuck = await fetch(`${url}/responses`, { method: 'POST', body })
  child.kill('SIGTERM')
  await expect(stuck.text()).rejects.toThrow('terminated')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a key, models, a pace and limits are given on the command line', { timeout: 30_000 }, async () => {
  const { url } = await run('--key', 'sk-demo-key-1234', '--model', 'a', 'b', '--pace', '100000', '--first-token', '0.01', '--requests-per-minute', '2')
  expect((await ask(url, 'a')).status).toBe(401)
  const authorization = 'Bearer sk-demo-key-1234'
  expect((await ask(url, 'c', { authorization })).status).toBe(404)
  expect((await ask(url, 'b', { authorization })).status).toBe(200)
  expect((await ask(url, 'b', { authorization })).status).toBe(429)
})

test('what cannot be understood is said: unknown behaviours, bad rules, bad flags', { timeout: 30_000 }, async () => {
  const { url, origin } = await run()
  expect(await said(ask(url, 'fake:cut=many'))).toMatch(/^400 .*behaviour cut/u)
  expect(await said(ask(url, 'fake', { 'x-fake-behaviour': 'explode' }))).toMatch(/^400 .*no behaviour is called \\"explode/u)
  const rules = (behaviour: unknown): Promise<Response> => fetch(`${origin}/__script`, { method: 'POST', body: JSON.stringify({ rules: [{ behaviour }] }) })
  expect(await said(rules('explode'))).toMatch(/^400 .*explode/u)
  expect(await said(rules({ cut: -1 }))).toMatch(/^400 .*cut/u)
  expect(await said(ask(url, 'llama3.2:latest'))).toMatch(/^200 .*"model":"llama3.2:latest"/u)
  const child = spawn(process.execPath, [main, '--behaviour', 'explode'], { stdio: 'ignore' })
  started.push(child)
  expect(await once(child, 'exit')).toEqual([2, null])
})

test('behaviour in words: lists are joined by +, a name alone is true, values are percent-decoded', () => {
  expect(parseBehaviour('omit=output_index+usage,hang,answer=50%25%2C7,retryAfter=2,garble=too-many')).toEqual({
    omit: ['output_index', 'usage'],
    hang: true,
    answer: '50%,7',
    retryAfter: '2',
    garble: 'too-many',
  })
})
