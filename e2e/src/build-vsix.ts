import { glob, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runToEnd } from './processes/run-to-end.ts'

/** Packages the extension by its own script, and answers the path of the `.vsix`. */
export async function buildVsix(extension: string, log: string): Promise<string> {
  const packages = (): Promise<string[]> => Array.fromAsync(glob(join(extension, '*.vsix')))
  for (const old of await packages()) await rm(old)
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` }
  await runToEnd(process.execPath, ['--run', 'package'], { cwd: extension, env, log })
  const [vsix] = await packages()
  if (vsix === undefined) throw new Error(`The package script in ${extension} left no .vsix there.`)
  return vsix
}
