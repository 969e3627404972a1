import { createServer, type Server } from 'node:http'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk, type Desk, type Said } from './desk.ts'

const idea = 'A lighthouse keeper finds a door in the sea'
let desk: Desk

beforeAll(async () => void (desk = await openDesk({ requireKey: 'sk-desk', models: ['fake'] })))
afterAll(() => desk[Symbol.asyncDispose]())

/** One sentence or two on stderr that say what to do, and nothing of what is inside. */
const expectSentence = (said: Said, code: number, words: string | RegExp): void => {
  expect(said.stderr).toMatch(words)
  expect(said).toMatchObject({ code })
  expect(said.stderr).not.toMatch(/^ +at |Error:|node:internal|\[object|undefined|unexpectedly/m)
  expect(said.stderr.trim().split('\n').length, said.stderr).toBeLessThanOrEqual(2)
}

test.for([
  ['an empty idea', ['draft', 'movie', ' '], /idea is empty: say in a few words/],
  ['no idea at all', ['draft', 'movie'], /idea is empty/],
  ['an unknown format', ['draft', 'opera', idea], /no format "opera"\. Choose one of: movie/],
  ['no segments', ['draft', 'movie', idea, '--segments', '0'], /--segments.*whole number from 1 to 10,000/],
  ['fewer than no segments', ['draft', 'movie', idea, '--segments', '-5'], /--segments.*whole number from 1 to 10,000/],
  ['a billion segments', ['draft', 'movie', idea, '--segments', '1e9'], /--segments.*whole number/],
  ['words for a number', ['draft', 'movie', idea, '--segments', 'abc'], /--segments.*whole number/],
  ['an unknown option', ['draft', 'movie', idea, '--segmnts', '3'], /^Unknown option '--segmnts'\. Did you mean --segments\? Add --help/],
  ['an unknown command', ['drft', 'movie'], /^Unknown command 'drft'\. Did you mean draft\?/],
  ['a port that is none', ['serve', '--port', '99999'], /port from 0 to 65535/],
  ['a run that is no folder', ['resume', 'drafts/nowhere'], /no folder drafts\/nowhere/],
] as const)('%s is refused before anything is started', async given => {
  const [, args, words] = given
  expectSentence(await desk.coldopen(args), 2, words)
  expect(await desk.serverPid()).toBeUndefined()
})

test.for([
  ['a set beyond the output limit', ['--per-set', '27'], {}, /at most 26 a set/],
  ['contradicting options', ['--no-narration', '--narration-only-first'], {}, /contradict/],
  ['an unknown provider', ['--provider', 'acme'], {}, /no provider "acme"\. Choose one of/],
  ['an endpoint that is no address', [], { COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: 'not an address', OPENAI_API_KEY: 'x', COLDOPEN_MODEL: 'fake' }, /OPENAI_BASE_URL/],
] as const)('%s is refused by the server, in a sentence', async given => {
  const [, args, env, words] = given
  expectSentence(await desk.coldopen(['draft', 'movie', idea, '--yes', ...args], { env }), 2, words)
})

const plan = (words: string): string => `---\ncoldopen: podcast\n${words}chunk_plan:\n  - { title: One, role: open it, words: 400 }\n  - { title: Two, role: close it, words: 500 }\n---\n\nAn idea.\n`

test.for([
  ['a roster that is not valid', 'cast.json', '[\n  {\n    "name": "Mara"\n  }\n]\n', ['draft', 'movie', idea, '--roster', 'cast.json'], /^cast\.json: Line 2, \[0\]\.physical_appearance: is missing\.$/m],
  ['a roster that is no JSON', 'cast.json', '[{"name": ', ['draft', 'movie', idea, '--roster', 'cast.json'], /^cast\.json: Line \d+/m],
  ['a roster that is not there', 'other.json', '', ['draft', 'movie', idea, '--roster', 'none.json'], /none\.json/],
  ['chunks whose words do not add up', 'brief.md', plan('words: 1000\n'), ['draft', 'brief.md'], /^brief\.md: Line 4: The chunks of chunk_plan have 900 words together, but words is 1000\.$/m],
  ['a field that is misspelt', 'brief.md', '---\ncoldopen: prose\nword: 900\n---\nAn idea.\n', ['draft', 'brief.md'], /^brief\.md: Line 3, word: there is no such field\.$/m],
  ['a field that the format has no use for', 'brief.md', '---\ncoldopen: meme\nhosts: [Mara]\n---\nAn idea.\n', ['draft', 'brief.md'], /^brief\.md: Line 3: .*meme has no use for hosts/m],
  ['a brief and an idea beside it', 'brief.md', '---\ncoldopen: meme\n---\nAn idea.\n', ['draft', 'brief.md', 'another', 'idea'], /brief\.md has its idea in itself: leave "another idea" out/],
  ['a brief that is not there', 'brief.md', '', ['draft', 'none.md'], /There is no file none\.md/],
  ['a cut of what is no podcast', 'brief.md', '', ['cut', '.', '--words', '300'], /has no \.coldopen\.json/],
  ['a cut without a length', 'brief.md', '', ['cut', '.'], /--words/],
] as const)('%s is refused by file, line and field', async given => {
  const [, name, content, args, words] = given
  const cwd = await mkdtemp(join(desk.cwd, 'given-'))
  await writeFile(join(cwd, name), content)
  expectSentence(await desk.coldopen(args, { cwd }), 2, words)
})

test.for([
  ['a length for a format of segments', ['movie', '--words', '2000'], /movie has no use for words: leave it out/],
  ['narration in prose', ['prose', '--no-narration'], /prose has no use for no_narration: leave it out/],
  ['fewer chunks than a podcast has', ['podcast', '--chunks', '3'], /10 chunks or more/],
  ['a rating that contradicts another option', ['story', '--adult', '--rating', 'teen'], /contradict/],
  ['a rating that there is none of', ['story', '--rating', 'xxx'], /^--rating: .*general/m],
  ['fresh news of a model that cannot search', ['podcast', '--freshness', '7', '--provider', 'openai-chat'], /freshness: 7 needs a model that searches the web/],
] as const)('%s is refused in a sentence, and nothing is sent', async given => {
  const [, args, words] = given
  const before = desk.fake.requests.length
  const [format, ...options] = args
  expectSentence(await desk.coldopen(['draft', format, idea, '--yes', ...options], { env: desk.paid }), 2, words)
  expect(desk.fake.requests).toHaveLength(before)
})

test('money is not spent where nobody can be asked, nor under a limit that cannot be kept', async () => {
  const before = desk.fake.requests.length
  const unasked = await desk.coldopen(['draft', 'movie', idea], { env: desk.paid })
  expect(unasked.stderr).toMatch(/openai\/fake: 3 requests/)
  expectSentence(unasked, 2, /nobody can be asked here: add --yes, or a limit .*--max-tokens/)
  expectSentence(await desk.coldopen(['draft', 'movie', idea, '--max-cost', '1'], { env: desk.paid }), 2, /price of .* is not known.*limit in tokens/)
  expect(desk.fake.requests).toHaveLength(before)
})

test('a folder that cannot be written is refused before a request is paid for', async () => {
  await writeFile(join(desk.cwd, 'file'), '')
  const before = desk.fake.requests.length
  expectSentence(await desk.coldopen(['draft', 'movie', idea, '--yes', '--out', 'file/below'], { env: desk.paid }), 2, /folder .*file\/below cannot be written, so nothing was asked for\. Choose another with --out/)
  expect(desk.fake.requests).toHaveLength(before)
})

/** The sentences before the last two are those of any draft. */
const problemOf = (said: Said): Said => ({ ...said, stderr: said.stderr.trim().split('\n').slice(-2).join('\n') })

test.for([
  ['a wrong key', { OPENAI_API_KEY: 'sk-wrong' }, /key/i],
  ['an unknown model', { COLDOPEN_MODEL: 'gpt-nowhere' }, /gpt-nowhere/],
  ['no network', { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, /127\.0\.0\.1:9/],
] as const)('%s stops the run, which can be resumed', async given => {
  const [, env, words] = given
  const said = problemOf(await desk.coldopen(['draft', 'movie', idea, '--yes'], { env: { ...desk.paid, ...env } }))
  expectSentence(said, 1, words)
  expect(said.stderr).toContain('Go on with: coldopen resume ')
  expect(said.stderr).not.toContain('sk-wrong')
})

test('a run, a folder or a sidecar that resumes nothing is named', async () => {
  expectSentence(await desk.coldopen(['resume', '00000000-0000-4000-8000-000000000000']), 2, /no run 00000000.*coldopen runs/)
  await mkdir(join(desk.cwd, 'empty'))
  expectSentence(await desk.coldopen(['resume', 'empty']), 2, /empty has no \.coldopen\.json/)
  await mkdir(join(desk.cwd, 'corrupt'))
  await writeFile(join(desk.cwd, 'corrupt', 'corrupt.coldopen.json'), '{"version": 1, "run":')
  expectSentence(await desk.coldopen(['resume', 'corrupt/corrupt.coldopen.json']), 2, /corrupt\.coldopen\.json is not JSON any more/)
  expectSentence(await desk.coldopen(['resume', 'corrupt']), 2, /corrupt/)
})

test('a data folder or a database that cannot be used is named', async () => {
  await writeFile(join(desk.cwd, 'data-file'), '')
  expectSentence(await desk.coldopen(['runs'], { env: { COLDOPEN_DATA: join(desk.cwd, 'data-file') } }), 2, /data folder .*data-file cannot be .*COLDOPEN_DATA/)
  const data = join(desk.cwd, 'broken')
  await mkdir(data)
  await writeFile(join(data, 'coldopen.sqlite'), 'this is no database, and it is long enough to be taken for one'.repeat(40))
  expectSentence(await desk.coldopen(['runs'], { env: { COLDOPEN_DATA: data } }), 2, /coldopen\.sqlite is not a database of Coldopen, or is damaged: move it away/)
})

const listen = async (): Promise<Server> => {
  const server = createServer((_, response) => response.end('<html>something else</html>'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

test('a stranger where the server was said to be is left alone, and one on a port that is asked for is told', async () => {
  const stranger = await listen()
  const address = stranger.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const data = join(desk.cwd, 'stale')
  await mkdir(data)
  await writeFile(join(data, 'server.json'), JSON.stringify({ url: `http://127.0.0.1:${port}`, token: '0'.repeat(64), pid: process.pid, protocol: 1 }))
  try {
    expectSentence(await desk.coldopen(['serve', '--port', String(port)], { env: { COLDOPEN_DATA: data } }), 2, /something else listens there already.*another --port/)
    const serving = desk.start(['serve'], { env: { COLDOPEN_DATA: data } })
    await serving.says('Coldopen serves')
    expectSentence(await desk.coldopen(['serve'], { env: { COLDOPEN_DATA: data } }), 2, /Another Coldopen server owns/)
    serving.process.kill('SIGTERM')
    expect(await serving.ended).toMatchObject({ code: 0 })
  } finally {
    stranger.close()
  }
})
