import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile, writeDeclaration } from '../scripts/write-declaration.ts'

const right = `
import { createColdopen, meaningOf, type Coldopen } from 'coldopen-client'

const coldopen: Coldopen = createColdopen({ url: 'http://127.0.0.1:4000', token: 'x' })

export const titles = async (): Promise<string[]> => {
  const { runId } = await coldopen.api.runs.start.mutate({ brief: { format: 'movie', idea: 'A door' } })
  for await (const event of coldopen.events(runId, 0)) {
    if (event.type === 'part-end') return event.segments.map(segment => segment.title)
    if (event.type === 'run-end' && event.status === 'failed') throw new Error(event.problem?.message)
  }
  return []
}

export const isGone = (error: unknown): boolean => {
  const meaning = meaningOf(error, coldopen.url)
  return meaning.code === 'storage' && 'serverGone' in meaning
}
`

const wrong = [
  `coldopen.api.runs.start.mutate({ brief: { format: 'opera', idea: 'A door' } })`,
  `coldopen.api.runs.get.query({})`,
  `coldopen.api.runs.nothing.query()`,
  `for await (const event of coldopen.events('x', 0)) if (event.type === 'part-ended') break`,
  `const code: 'gone' = meaningOf(1, '').code`,
]

test('a project that has the declaration alone is compiled against it, strictly, and is told what is wrong', { timeout: 120_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-outside-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const installed = join(folder, 'node_modules/coldopen-client')
  await mkdir(installed, { recursive: true })
  await writeDeclaration(join(installed, 'index.d.ts'))
  const declaration = await readFile(join(installed, 'index.d.ts'), 'utf8')
  expect(declaration).not.toMatch(/@coldopen\/|@trpc\/|import|: any\b/)

  await writeFile(join(installed, 'package.json'), JSON.stringify({ name: 'coldopen-client', type: 'module', types: 'index.d.ts' }))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true, module: 'nodenext', target: 'es2024', lib: ['esnext', 'dom'], types: [] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['right.ts'] }))
  await writeFile(join(folder, 'right.ts'), right)
  await compile(['-p', folder])

  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['wrong.ts'] }))
  await writeFile(join(folder, 'wrong.ts'), `import { createColdopen, meaningOf } from 'coldopen-client'\nconst coldopen = createColdopen({ url: '', token: '' })\n${wrong.join('\n')}\n`)
  const faults = await compile(['-p', folder]).then(() => '', (error: { stdout: string }) => error.stdout)
  expect([...faults.matchAll(/wrong\.ts\((\d+)/g)].map(([, line]) => Number(line) - 3)).toEqual(wrong.map((_, at) => at))
})
