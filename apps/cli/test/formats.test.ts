import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { killOutright } from '../../../packages/client/test/processes.ts'
import { openDesk, type Desk } from './desk.ts'
import { filesIn, numbersIn, timeless } from './script-files.ts'

const idea = 'A lighthouse keeper finds a door in the sea'
const fast = ['--speed', '1000000']

const onlyFolder = async (desk: Desk): Promise<string> => {
  const [name = ''] = await readdir(join(desk.cwd, 'drafts'))
  return join('drafts', name)
}

/** The text of a file as soon as there is one. */
const untilThere = async (file: string): Promise<string> => {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) return text
    await sleep(20)
  }
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')
const chunkNames = (kind: string, count: number): string[] => Array.from({ length: count }, (_, at) => `L1_${kind}_${twoDigits(at + 1)}.md`)

/** The prose of a chunk's file: what is to be looked at stands behind it in a comment. */
const prose = (files: ReadonlyMap<string, string>, name: string): string => (files.get(name) ?? '').split('\n<!-- To look at:')[0] ?? ''

/** Each chunk, each checkpoint and the whole belong together. */
const expectChunks = (files: ReadonlyMap<string, string>, count: number): void => {
  const texts = chunkNames('chunk', count).map(name => prose(files, name))
  for (const text of texts) expect(text.length).toBeGreaterThan(100)
  for (const [at, name] of chunkNames('checkpoint', count).entries()) expect(files.get(name)).toBe(texts.slice(0, at + 1).join('\n'))
  expect(files.get('L1_complete.md')).toBe(texts.join('\n'))
}

test.for([
  ['story', 10, 2],
  ['meme', 7, 2],
  ['free', 8, 2],
] as const)('a %s of %i segments is drafted in sets, by a sample and by a model', async given => {
  const [format, segments, sets] = given
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', format, idea, ...fast, '--out', 'sample'])).toMatchObject({ code: 0 })
  expect(await desk.coldopen(['draft', format, idea, '--yes', '--out', 'model'], { env: desk.paid })).toMatchObject({ code: 0 })
  for (const folder of ['sample', 'model']) {
    const files = await filesIn(join(desk.cwd, folder))
    expect(numbersIn(files)).toEqual(Array.from({ length: segments }, (_, at) => at + 1))
    expect([...files.keys()].filter(name => /_set_0\d\.json$/.test(name))).toHaveLength(sets)
    expect(files.get('brief.md')).toContain(`coldopen: ${format}\n`)
  }
  expect(desk.fake.requests).toHaveLength(1 + sets)
})

test('a podcast has its chunks, its checkpoints, its facts and the whole; every file says that it is a sample', async () => {
  await using desk = await openDesk()
  const said = await desk.coldopen(['draft', 'podcast', idea, '--words', '2000', ...fast])
  expect(said).toMatchObject({ code: 0 })
  expect(said.stderr).toMatch(/chunk 3\/10 · .*\/280 words · .*\/2000 words in all/)
  const folder = await onlyFolder(desk)
  const files = await filesIn(join(desk.cwd, folder))
  const slug = basename(folder)
  expect([...files.keys()]).toEqual(
    [...chunkNames('checkpoint', 10), ...chunkNames('chunk', 10), 'L1_complete.md', 'brief.md', `${slug}.coldopen.json`, `${slug}_metadata.json`, `${slug}_pack.json`].toSorted(),
  )
  for (const [name, content] of files) if (!name.endsWith('.coldopen.json')) expect(content, name).toMatch(/sample text/i)
  expect(said.stdout.length).toBeGreaterThan((files.get('L1_complete.md')?.length ?? Infinity) * 0.9)
})

test('prose and podcasts of a model are stitched, and cost one request a chunk unless something is missing', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'prose', idea, '--words', '1800', '--pov', 'first person', '--yes', '--out', 'prose'], { env: desk.paid })).toMatchObject({ code: 0 })
  expect(desk.fake.requests).toHaveLength(3)
  expectChunks(await filesIn(join(desk.cwd, 'prose')), 2)
  expect(await desk.coldopen(['draft', 'podcast', idea, '--words', '2000', '--concurrency', '4', '--yes', '--out', 'podcast'], { env: desk.paid })).toMatchObject({ code: 0 })
  expectChunks(await filesIn(join(desk.cwd, 'podcast')), 10)
})

test('what a podcast found out stands in its pack with its sources, which are those that the search gave', async () => {
  await using desk = await openDesk()
  const asked = ['draft', 'podcast', idea, '--words', '1000', '--freshness', '30', '--hosts', 'Mara, Ilse', '--yes']
  expect(await desk.coldopen(asked, { env: desk.paid })).toMatchObject({ code: 0 })
  const files = await filesIn(join(desk.cwd, await onlyFolder(desk)))
  const pack: unknown = JSON.parse([...files].find(([name]) => name.endsWith('_pack.json'))?.[1] ?? '')
  expect(pack).toMatchObject({ sources: expect.arrayContaining([{ id: 'src_01', title: expect.any(String), url: expect.stringMatching(/^https?:/) }]) })
  expect(files.get('brief.md')).toMatch(/^hosts:\n {2}- Mara\n {2}- Ilse\nfreshness: 30$/m)
})

test('a brief in a file is drafted beside it, options above what it says; then a shorter cut of it', async () => {
  await using desk = await openDesk()
  const brief = '---\ncoldopen: podcast\nwords: 3000\nhosts: [Mara, Ilse]\ntone: dry\n---\n\nWhy the lamp went out.\n'
  await writeFile(join(desk.cwd, 'my-brief.md'), brief)
  expect(await desk.coldopen(['draft', 'my-brief.md', '--words', '1500', ...fast])).toMatchObject({ code: 0 })
  const files = await filesIn(desk.cwd)
  expect(files.get('my-brief.md')).toBe(brief)
  expect(files.has('brief.md')).toBe(false)
  expect(files.has('L1_chunk_10.md')).toBe(true)
  expect(await desk.coldopen(['cut', '.', '--words', '300', ...fast])).toMatchObject({ code: 0 })
  const cut = await filesIn(join(desk.cwd, 'cut_300'))
  expect([...cut.keys()].filter(name => name.startsWith('L1_'))).toEqual(['L1_checkpoint_01.md', 'L1_chunk_01.md', 'L1_complete.md'])
  expect(cut.get('brief.md')).toMatch(/^cut_of:\n {2}pack:\n/m)
  expect(await desk.coldopen(['estimate', join('cut_300', 'brief.md')], { env: desk.paid })).toMatchObject({ code: 0, stdout: expect.stringContaining('1 requests') })
})

test('when terminal and server are killed in the middle of a chunk, resume asks for the rest of it, and nothing that was done', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 3 ? { stall: 3000 } : undefined))
  const drafting = desk.start(['draft', 'prose', idea, '--words', '3000', '--yes'], { env: desk.paid })
  await drafting.says(/chunk 2\/3 · [1-9]\d\d\/1000 words/)
  const folder = await onlyFolder(desk)
  const before = await untilThere(join(desk.cwd, folder, 'L1_chunk_01.md'))
  await killOutright(drafting.process.pid ?? 0)
  await desk.killServer()
  const resumed = await desk.coldopen(['resume', join(folder, 'L1_complete.md')], { env: desk.paid })
  expect(resumed).toMatchObject({ code: 0 })
  const files = await filesIn(join(desk.cwd, folder))
  expect(files.get('L1_chunk_01.md')).toBe(before)
  expectChunks(files, 3)
  expect(desk.fake.requests).toHaveLength(5)
  const asked = [...resumed.stderr.matchAll(/chunk 2\/3 .* token allocation: \d+ for (\d+) words/g)].map(match => Number(match[1]))
  expect(asked.at(-1)).toBeLessThan(700)

  const again = await desk.coldopen(['resume', folder], { env: desk.paid })
  expect(again).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('Done: ') })
  expect(desk.fake.requests).toHaveLength(5)
})

test('a sample that nobody watched is the same as one that was, and the writer’s edit is in it', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'podcast', idea, '--words', '2000', ...fast, '--out', 'undisturbed'])).toMatchObject({ code: 0 })
  const drafting = desk.start(['draft', 'podcast', idea, '--words', '2000', '--speed', '2500'])
  await drafting.says('chunk 3/10')
  await killOutright(drafting.process.pid ?? 0)
  const folder = await onlyFolder(desk)
  const mine = 'Words of my own, which stay.'
  await writeFile(join(desk.cwd, folder, 'L1_chunk_01.md'), mine)
  expect(await desk.coldopen(['resume', folder])).toMatchObject({ code: 0 })
  const expected = timeless(await filesIn(join(desk.cwd, 'undisturbed'))).set('L1_chunk_01.md', mine)
  expect(timeless(await filesIn(join(desk.cwd, folder)))).toEqual(expected)
})

test('help says what each format takes and is by itself', async () => {
  await using desk = await openDesk()
  const { stdout } = await desk.coldopen(['draft', '--help'])
  const plain = stdout.replace(/\s+/g, ' ')
  expect(plain).toContain('segments in all (default: movie 20, story 10, meme 7, free 8)')
  expect(plain).toContain('words in all (default: podcast 10000, prose 3000)')
  expect(plain).toContain('who speaks, with commas between (podcast)')
})
