import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inEnglish } from '../say.ts'
import { openDesk } from './testing/open-desk.ts'

const idea = 'A lighthouse keeper finds a door in the sea'

test('a script is drafted from an idea, listed, read and checked', async () => {
  await using desk = await openDesk()
  const drafted = await desk.call('draft_segments', { idea, segments: 6, wait_seconds: 120 })
  expect(drafted).toMatchObject({ status: 'completed', script: expect.stringMatching(/^drafts\/.+\.md$/) })
  const listed = await desk.call('list_segments')
  expect(listed).toMatchObject({ format: 'movie', total: 6, missing: '', segments: Array.from({ length: 6 }, (_, at) => ({ number: at + 1 })) })
  const file = join(desk.folder, drafted.script)
  const before = await readFile(file, 'utf8')
  const read = await desk.call('read_segment', { segment: 3 })
  expect(before).toContain(read.text)
  expect(read.title).toBe(listed.segments[2].title)
  expect(await desk.call('check_script')).toMatchObject({ findings: [] })

  await writeFile(file, before.replace(read.text, ''))
  expect(await desk.call('list_segments')).toMatchObject({ missing: '3' })
  expect(await desk.call('check_script')).toMatchObject({ ok: false, findings: [{ message: expect.stringContaining('3') }] })
}, 60_000)

test('a draft that is cancelled stops, and is gone on with where it stopped', async () => {
  await using desk = await openDesk({ speed: 3000 })
  const abort = new AbortController()
  const drafting = desk.tools.run('draft_segments', { idea, segments: 60, wait_seconds: 600 }, abort.signal)
  await expect.poll(() => desk.call('list_segments').then(list => list.segments.length, () => 0), { timeout: 30_000 }).toBeGreaterThan(0)
  abort.abort()
  const stopped = JSON.parse(await drafting)
  expect(stopped).toMatchObject({ status: 'cancelled' })
  expect(await desk.call('draft_segments', { script: stopped.script, wait_seconds: 120 })).toMatchObject({ status: 'completed', script: stopped.script })
  expect(await desk.call('list_segments')).toMatchObject({ total: 60, missing: '' })
}, 90_000)

test('what a call would write and cost is told beforehand, for those that spend alone, and nothing is done', async () => {
  await using desk = await openDesk()
  expect(await desk.tools.confirm('draft_segments', { idea, format: 'story' }, inEnglish)).toEqual({ title: 'Draft a story?', message: expect.stringMatching(/“A lighthouse.*” is planned and written into.*drafts.*requests, free of charge/) })
  expect(await desk.tools.confirm('list_segments', {}, inEnglish)).toBeUndefined()
  expect(await readdir(desk.folder)).toEqual([])
})

test('what costs money is refused where nobody is asked and no limit is given', async () => {
  await using desk = await openDesk({ environment: { COLDOPEN_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-canary-0123456789', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', COLDOPEN_MODEL: 'gpt-6-sol' } })
  await expect(desk.call('draft_segments', { idea })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/costs money: about \$.*max_cost/) })
  expect(await readdir(desk.folder)).toEqual([])
})

test('a segment is written anew by a note from the text as its writer has it, and the script stays as it is', async () => {
  await using desk = await openDesk()
  const { script } = await desk.call('draft_segments', { idea, segments: 3, wait_seconds: 120 })
  const text = await readFile(join(desk.folder, script), 'utf8')
  expect(await desk.tools.confirm('redraft_segment', { segment: 2, note: 'in the rain' }, inEnglish)).toMatchObject({ title: expect.stringContaining('segment 2'), message: expect.stringMatching(/“in the rain”.*1 request, free of charge/) })
  const redrafted = await desk.call('redraft_segment', { segment: 2, note: 'in the rain' })
  expect(redrafted).toMatchObject({ segment: 2, before: (await desk.call('read_segment', { segment: 2 })).text })
  expect(redrafted.after).toMatch(/^<!-- seg_0002/)
  expect(redrafted.after).not.toBe(redrafted.before)
  expect(await readFile(join(desk.folder, script), 'utf8')).toBe(text)
}, 60_000)

test('a podcast is listed, read, checked and redrafted by its chunks', async () => {
  await using desk = await openDesk()
  expect(await desk.call('draft_segments', { idea: 'Lighthouses', format: 'podcast', wait_seconds: 120 })).toMatchObject({ status: 'completed' })
  const listed = await desk.call('list_segments')
  expect(listed).toMatchObject({ format: 'podcast', total: 10, missing: '' })
  expect(listed.chunks[0]).toMatchObject({ number: 1, title: 'Cold Open' })
  expect(await desk.call('redraft_segment', { segment: 1, note: 'faster' })).toMatchObject({ chunk: 1, after: expect.any(String) })
  expect(await desk.call('check_script')).toMatchObject({ title: expect.any(String) })
}, 90_000)

test.each([
  ['list_segments', { script: 7 }],
  ['read_segment', { segment: 0 }],
  ['read_segment', { segment: 1.5 }],
  ['draft_segments', {}],
  ['draft_segments', { idea, script: 'x' }],
  ['draft_segments', { idea, segments: 1e9 }],
  ['draft_segments', { idea, format: 'opera' }],
  ['draft_segments', { idea, out: '/etc' }],
  ['redraft_segment', { segment: 1, note: '' }],
] as const)('%s refuses %j in one sentence', async (name, input) => {
  await using desk = await openDesk()
  await expect(desk.call(name, input)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(name) })
})
