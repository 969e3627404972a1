import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptSchema } from '@coldopen/script'
import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'

const idea = 'A lighthouse keeper finds a door in the sea'

test('runs are listed by what is asked, paused and deleted; what cannot be done is said in a sentence', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'movie', idea, '--segments', '2', '--speed', '1000000', '--out', 'short'])).toMatchObject({ code: 0 })
  const listed = await desk.coldopen(['runs', '--status', 'completed', '--format', 'movie', '--since', '2020-01-01'])
  const id = /^\S+/.exec(listed.stdout)?.[0] ?? ''
  expect(listed.stdout).toContain('1/1 sets')
  expect(await desk.coldopen(['runs', '--status', 'failed'])).toMatchObject({ code: 0, stdout: 'There are no such runs. coldopen runs lists them all.\n' })
  expect((await desk.coldopen(['runs', '--status', 'asleep'])).stderr).toContain('Allowed choices are pending')
  expect(await desk.coldopen(['runs', '--since', 'yesterday'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Give a day or a moment') })
  expect(await desk.coldopen(['pause', 'short'])).toMatchObject({ code: 2, stderr: 'The run is completed, so there is nothing to pause.\n' })
  expect(await desk.coldopen(['runs', 'delete', id])).toMatchObject({ code: 0, stdout: `Run ${id} is deleted. The files of its script stay where they are.\n` })
  expect(await desk.coldopen(['runs', 'delete', id])).toMatchObject({ code: 2, stderr: expect.stringContaining(`There is no run ${id}`) })
  expect(await readdir(join(desk.cwd, 'short'))).toContain('brief.md')
})

test('a script is checked as its files have it', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'movie', idea, '--segments', '3', '--speed', '1000000', '--out', 'short'])).toMatchObject({ code: 0 })
  expect(await desk.coldopen(['check', 'short'])).toMatchObject({ code: 0, stdout: 'Nothing is wrong.\n' })
  const name = (await readdir(join(desk.cwd, 'short'))).find(each => each.endsWith('.md') && each !== 'brief.md') ?? ''
  const file = join(desk.cwd, 'short', name)
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.slice(0, text.indexOf('<!-- seg_0003')).replace(/^\*\*[^*]+\*\*/m, '**NOBODY AT ALL**'))
  const checked = await desk.coldopen(['check', join('short', name)])
  expect(checked.code).toBe(1)
  expect(checked.stdout).toContain('Segment 3 is missing.\n')
  expect(checked.stdout).toContain('"NOBODY AT ALL" speaks and is not in the roster.\n')
  expect(await desk.coldopen(['check', 'nowhere'])).toMatchObject({ code: 2 })
})

test('a script is given out whole, with what its writer has changed; a file that is there is never lost', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'movie', idea, '--segments', '2', '--speed', '1000000', '--out', 'short'])).toMatchObject({ code: 0 })
  const name = (await readdir(join(desk.cwd, 'short'))).find(each => each.endsWith('.md') && each !== 'brief.md') ?? ''
  const file = join(desk.cwd, 'short', name)
  const text = await readFile(file, 'utf8')
  expect(await desk.coldopen(['export', 'short', '--as', 'markdown'])).toMatchObject({ code: 0, stdout: text, stderr: '' })
  await writeFile(file, `${text.trimEnd()}\n\nShe locks the door behind her, twice.\n`)
  const given = ['export', join('short', name), '--as', 'json', '-o', 'script.json']
  expect(await desk.coldopen(given)).toMatchObject({ code: 0, stdout: 'script.json is written.\n', stderr: '' })
  const script = scriptSchema.parse(JSON.parse(await readFile(join(desk.cwd, 'script.json'), 'utf8')))
  expect(script.segments[1]?.action).toMatch(/She locks the door behind her, twice\.$/)
  expect(await desk.coldopen(given)).toMatchObject({ code: 2, stderr: 'script.json is there already, and stays as it is: give another file, or add --force to replace it.\n' })
  expect(await desk.coldopen([...given, '--force'])).toMatchObject({ code: 0 })
  expect(await desk.coldopen(['export', 'short', '--as', 'markdown', '-o', 'short'])).toMatchObject({ code: 2, stderr: 'short is a folder: give a file, as in: -o short/script.md\n' })
  expect(await desk.coldopen(['export', 'short'])).toMatchObject({ code: 2, stderr: expect.stringContaining("Required option '--as <shape>' not specified") })
  expect(await desk.coldopen(['export', 'short', '--as', 'opera'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are markdown, json') })
})

test('what is drafted after a resume is written from the writer’s text and bible; a bible that cannot be used is refused', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 3 ? { refuse: 'No.' } : undefined))
  expect(await desk.coldopen(['draft', 'movie', idea, '--segments', '4', '--per-set', '2', '--yes', '--out', 'short'], { env: desk.paid })).toMatchObject({ code: 1 })
  expect((await desk.coldopen(['runs'])).stdout).toMatch(/ failed .*\n  .*No\..*\n$/)
  const files = await readdir(join(desk.cwd, 'short'))
  const inFolder = (end: string): string => join(desk.cwd, 'short', files.find(each => each.endsWith(end) && each !== 'brief.md') ?? '')
  const script = inFolder('.md')
  const text = await readFile(script, 'utf8')
  const second = text.indexOf('<!-- seg_0002')
  await writeFile(script, `${text.slice(0, second)}${text.slice(second).trimEnd()}\n\nShe locks the door behind her, twice.\n`)
  const metadata = inFolder('_metadata.json')
  const bible = await readFile(metadata, 'utf8')
  await writeFile(metadata, bible.replace('"total_segments": 4', '"total_segments": 9'))
  expect(await desk.coldopen(['resume', 'short'], { env: desk.paid })).toMatchObject({ code: 2, stderr: expect.stringContaining('generation_info.total_segments is settled when a run begins') })
  await writeFile(metadata, bible.replace(/"title": "[^"]*"/, '"title": "Another Title"'))
  expect(await desk.coldopen(['resume', 'short'], { env: desk.paid })).toMatchObject({ code: 0 })
  const asked = JSON.stringify(desk.fake.requests.at(-1)?.body)
  expect(asked).toContain('She locks the door behind her, twice.')
  expect(asked).toContain('Another Title')
  expect(await readFile(script, 'utf8')).toContain('She locks the door behind her, twice.')
})
