import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { faultTests } from './fault-tests.ts'
import { faultMarkdown, faultTable, readLines } from './table.ts'

/**
 * `pnpm faults` runs the tests that harm the program on purpose, and prints what came of it; `--long` with the full counts, one
 * test file after the other, which takes hours. `--only TEXT` runs the files whose path has that text, and `--lines FILE` adds
 * what they report to a file, so that the full counts can be taken in pieces. `--table FILE` prints the table of such a file;
 * `--write` puts it into docs/faults.md besides. Ends with 1 when a test has failed.
 */
const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    lines: { type: 'string' },
    table: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const repository = fileURLToPath(new URL('../../..', import.meta.url))
/** A file as it was named where the command was given: the package manager runs it in its own folder. */
const named = (file: string): string => resolve(process.env['INIT_CWD'] ?? '.', file)
const kept = join(repository, 'docs/faults.md')
const place = '<!-- table -->\n'

const print = async (file: string): Promise<void> => {
  const lines = readLines(await readFile(file, 'utf8').catch(() => ''))
  console.log(`\n${faultTable(lines)}`)
  if (!values.write) return
  const text = await readFile(kept, 'utf8')
  if (!text.includes(place)) throw new Error(`docs/faults.md has no place for the table: put "${place.trim()}" where it is to begin`)
  await writeFile(kept, text.slice(0, text.indexOf(place)) + place + faultMarkdown(lines))
}

/** The commit at hand and its day; empty where there is no repository. */
const commit = (): string => spawnSync('git', ['log', '-1', '--format=%h of %cs'], { cwd: repository, encoding: 'utf8' }).stdout?.trim() ?? ''

const run = async (): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-faults-'))
  const file = values.lines === undefined ? join(folder, 'lines.jsonl') : named(values.lines)
  const env = { ...process.env, COLDOPEN_FAULT_REPORT: file, COLDOPEN_FAULT_COMMIT: commit(), ...(values.long && { COLDOPEN_FAULTS: 'long' }) }
  const files = (await faultTests(repository)).filter(test => values.only?.some(text => test.includes(text)) ?? true)
  if (files.length === 0) throw new Error(`no test of a fault has ${values.only?.join(' or ')} in its path`)
  try {
    // Where a figure is a time, nothing else of ours is to run beside it.
    const order = values.long ? ['--no-file-parallelism'] : []
    const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...order, ...files], { cwd: repository, env, stdio: 'inherit' })
    const [code] = await once(tests, 'exit')
    await print(file)
    return code === 0 ? 0 : 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

if (values.table === undefined) process.exitCode = await run()
else await print(named(values.table))
