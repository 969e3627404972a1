import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { brief, openHosted, token, untilStatus, type Hosted } from './hosted.ts'
import { by, say } from './say.ts'

/** The figures as a scraper reads them: by name and labels. */
const figuresOf = async (hosted: Hosted): Promise<Map<string, number>> => {
  const said = await say(hosted.server(), { method: 'GET', path: '/metrics', headers: by(token) })
  expect(said.headers['content-type']).toMatch(/^text\/plain; version=/)
  const lines = said.body.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return new Map(lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

test('the figures count what was done, and no label holds an id, a name or a text', async () => {
  await using hosted = await openHosted()
  const anna = hosted.as(await hosted.add('anna'))
  for (let run = 0; run < 3; run++) {
    const { runId } = await anna.runs.start.mutate({ brief })
    await untilStatus(anna, runId, 'completed')
  }
  hosted.fake.script(() => ({ status: 500 }))
  const { runId } = await anna.runs.start.mutate({ brief })
  await untilStatus(anna, runId, 'failed')
  await anna.runs.get.query({ runId: 'none' }).catch(() => undefined)

  const figures = await figuresOf(hosted)
  expect(Object.fromEntries(figures)).toMatchObject({
    'coldopen_runs{status="completed"}': 3,
    'coldopen_runs{status="failed"}': 1,
    'coldopen_runs{status="processing"}': 0,
    'coldopen_queue_depth': 0,
    'coldopen_subscribers': 0,
    'coldopen_parts_total{result="done"}': 6,
    'coldopen_parts_total{result="failed"}': 1,
    'coldopen_run_ends_total{status="completed"}': 3,
    'coldopen_model_requests_total{outcome="completed"}': 6,
    'coldopen_model_requests_total{outcome="rejected"}': 1,
    'coldopen_model_request_seconds_count{outcome="completed"}': 6,
  })
  expect(figures.get('coldopen_tokens_total{direction="output"}')).toBeGreaterThan(0)
  expect(figures.get('coldopen_http_request_seconds_count{status="4xx"}')).toBeGreaterThan(0)
  expect(figures.get('coldopen_commit_seconds_count')).toBeGreaterThan(6)
  expect(figures.has('coldopen_event_loop_lag_seconds{quantile="0.99"}')).toBe(true)

  const names = new Set(figures.keys())
  for (let at = 0; at < 50; at++) await say(hosted.server(), { method: 'GET', path: `/trpc/nothing.${at}`, headers: by(token) })
  const grown = [...(await figuresOf(hosted)).keys()].filter(name => !names.has(name))
  expect(grown).toEqual([])
  expect([...names].join()).not.toMatch(new RegExp(`${runId}|anna|lighthouse|fake`))
}, 60_000)

test('without a token, health says that the server lives and nothing else, and the figures say nothing', async () => {
  await using hosted = await openHosted()
  expect((await say(hosted.server(), { method: 'GET', path: '/health' })).body).toBe('{"status":"ok"}')
  expect((await say(hosted.server(), { method: 'GET', path: '/metrics' })).status).toBe(401)
})

test('every answer names its request, as the log does', async () => {
  const lines: string[] = []
  await using hosted = await openHosted({ server: { log: createLog('info', { write: line => void lines.push(line) }) } })
  const said = await say(hosted.server(), { method: 'GET', path: '/trpc/runs.get?input=%7B%22runId%22%3A%22none%22%7D', headers: by(token) })
  const id = said.headers['x-request-id']
  expect(JSON.parse(said.body).error.data.requestId).toBe(id)
  await expect.poll(() => lines.map(line => JSON.parse(line)).filter(line => line.request === id && line.status === 404 && typeof line.ms === 'number')).toHaveLength(1)
})
