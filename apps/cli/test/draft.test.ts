import { once } from 'node:events'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'
import { filesIn, numbersIn } from './script-files.ts'

const idea = 'A lighthouse keeper finds a door in the sea'
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

test('without a key the sample writer writes a whole script, and every file says so', async () => {
  await using desk = await openDesk()
  const said = await desk.coldopen(['draft', 'movie', idea, '--speed', '1000000'], { env: { COLDOPEN_PROVIDER: undefined } })
  expect(said).toMatchObject({ code: 0 })
  expect(said.stderr).toContain('The built-in sample writer writes')
  expect(said.stderr).toContain('token allocation: 8000 for 10 segments')
  const files = await filesIn(join(desk.cwd, 'drafts'))
  const slug = basename([...files.keys()].find(name => name.endsWith('_metadata.json')) ?? '', '_metadata.json')
  expect([...files.keys()]).toEqual(['brief.md', `${slug}.coldopen.json`, `${slug}.md`, `${slug}_metadata.json`, `${slug}_set_01.json`, `${slug}_set_02.json`].map(name => join(slug, name)))
  expect(said.stderr).toContain(`Done: ${join(desk.cwd, 'drafts', slug)}`)
  for (const [name, content] of files) if (!/coldopen\.json$|brief\.md$/.test(name)) expect(content, name).toMatch(/sample/i)
  expect(numbersIn(files)).toEqual(upTo(20))
  const script = files.get(join(slug, `${slug}.md`)) ?? ''
  for (const number of upTo(20)) expect(script).toMatch(new RegExp(`^## ${number}\\. `, 'm'))
  for (const number of upTo(20)) expect(said.stdout).toMatch(new RegExp(`^## ${number}\\. `, 'm'))
})

test('a model writes what is asked for into the folder that is named, with the idea from standard input', async () => {
  await using desk = await openDesk()
  const said = await desk.coldopen(['draft', 'movie', '--segments', '7', '--per-set', '5', '--no-narration', '--yes', '--out', 'the sea'], { env: desk.paid, stdin: `${idea}\n` })
  expect(said).toMatchObject({ code: 0 })
  expect(said.stderr).toContain('openai/fake: 3 requests')
  expect(said.stderr).toContain('token allocation: 5500 for 5 segments')
  const files = await filesIn(join(desk.cwd, 'the sea'))
  expect(numbersIn(files)).toEqual(upTo(7))
  const metadata = [...files].find(([name]) => name.endsWith('_metadata.json'))?.[1] ?? ''
  expect(JSON.parse(metadata)).toMatchObject({ generation_info: { idea, total_segments: 7, segments_per_set: 5, no_narration: true, model: 'openai/fake' } })
  for (const [name, content] of files) {
    if (!name.endsWith('.coldopen.json')) expect(content, name).not.toMatch(/sample text/i)
    expect(content, name).not.toContain('sk-desk')
  }
  expect(desk.fake.requests).toHaveLength(3)
})

test('runs are listed, told about and stopped from another terminal', async () => {
  await using desk = await openDesk()
  expect((await desk.coldopen(['runs'])).stdout).toContain('There are no runs yet')
  const drafting = desk.start(['draft', 'movie', idea, '--speed', '600'])
  await drafting.says('token allocation: 8000')
  const listed: unknown = JSON.parse((await desk.coldopen(['runs', '--json'])).stdout)
  expect(listed).toMatchObject([{ status: 'processing', parts: 2, format: 'movie' }])
  const run = /"id": "([^"]+)"/.exec(JSON.stringify(listed, undefined, 1))?.[1] ?? ''
  expect((await desk.coldopen(['cancel', run])).stdout).toContain(`coldopen resume ${run}`)
  const said = await drafting.ended
  expect(said.code).toBe(130)
  expect(said.stderr).toContain('Go on with: coldopen resume ')
  expect((await desk.coldopen(['runs'])).stdout).toMatch(new RegExp(`^${run} +cancelled +0/2 sets`))
})

test('a reader who has seen enough ends the command in silence, and the run goes on', async () => {
  await using desk = await openDesk()
  const drafting = desk.start(['draft', 'movie', idea, '--segments', '5', '--speed', '2000'])
  await drafting.says('## 1. ')
  drafting.process.stdout?.destroy()
  const [code] = await once(drafting.process, 'exit')
  expect(code).toBe(1)
  const resumed = await desk.coldopen(['resume', (await desk.coldopen(['runs'])).stdout.split(' ')[0] ?? ''])
  expect(resumed).toMatchObject({ code: 0 })
})

test('an estimate sends nothing, for people and for programs', async () => {
  await using desk = await openDesk()
  const asked = ['estimate', 'movie', idea, '--segments', '600']
  expect((await desk.coldopen(asked, { env: desk.paid })).stdout).toMatch(/^openai\/fake: 61 requests .*cost unknown/)
  const answer: unknown = JSON.parse((await desk.coldopen([...asked, '--json'], { env: desk.paid })).stdout)
  expect(answer).toMatchObject({ segments: 600, perSet: 10, estimate: { requests: { expected: 61 }, cost: null }, model: { model: 'fake' } })
  expect(desk.fake.requests).toEqual([])
})

test('a server that is asked for serves this data folder until Ctrl+C', async () => {
  await using desk = await openDesk()
  const serving = desk.start(['serve'])
  await serving.says('Coldopen serves')
  expect(await desk.serverPid()).toBe(serving.process.pid)
  expect((await desk.coldopen(['runs'])).code).toBe(0)
  expect(await desk.serverPid()).toBe(serving.process.pid)
  serving.process.kill('SIGINT')
  expect(await serving.ended).toMatchObject({ code: 0 })
  expect(await desk.serverPid()).toBeUndefined()
})

test.for(['', 'draft', 'resume'])('help for "%s" is on standard output, and is no mistake', async command => {
  await using desk = await openDesk()
  const said = await desk.coldopen([...(command ? [command] : []), '--help'])
  expect(said).toMatchObject({ code: 0, stderr: '' })
  expect(said.stdout).toContain(`Usage: coldopen ${command}`.trim())
  expect(said.stdout.length).toBeGreaterThan(100)
})
