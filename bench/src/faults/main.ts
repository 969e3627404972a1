import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { faultTests } from './fault-tests.ts'
import { faultTable, readLines } from './table.ts'

/**
 * `pnpm faults` runs the tests that harm the program on purpose, and prints what came of it; `--long` with the full counts, which
 * take hours. `--table FILE` prints the table of a run that is over. Ends with 1 when a test has failed.
 */
const { values } = parseArgs({ options: { long: { type: 'boolean', default: false }, table: { type: 'string' } } })
const repository = fileURLToPath(new URL('../../..', import.meta.url))

const print = async (file: string): Promise<void> => console.log(`\n${faultTable(readLines(await readFile(file, 'utf8').catch(() => '')))}`)

const run = async (): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-faults-'))
  const file = join(folder, 'lines.jsonl')
  const env = { ...process.env, COLDOPEN_FAULT_REPORT: file, ...(values.long && { COLDOPEN_FAULTS: 'long' }) }
  try {
    const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...(await faultTests(repository))], { cwd: repository, env, stdio: 'inherit' })
    const [code] = await once(tests, 'exit')
    await print(file)
    return code === 0 ? 0 : 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

if (values.table === undefined) process.exitCode = await run()
else await print(values.table)
