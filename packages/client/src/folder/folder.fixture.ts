import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Brief } from '@coldopen/core'

export const brief: Brief = { format: 'movie', idea: 'A lighthouse keeper lets go.', segments: 9, perSet: 3, noNarration: false, narrationOnlyFirst: false, adultStory: false }

/** A folder for one test, removed after it. */
export const temporaryFolder = async (): Promise<{ dir: string } & AsyncDisposable> => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-folder-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

/** Every file of a folder and of those in it, by name. */
export const filesIn = async (dir: string): Promise<Record<string, string>> => {
  const files: Record<string, string> = {}
  for (const name of (await readdir(dir, { recursive: true })).toSorted()) {
    const file = join(dir, name)
    if ((await stat(file)).isFile()) files[name] = await readFile(file, 'utf8')
  }
  return files
}

/** Lets everything that can happen without the clock happen: reads and writes on the disk among them. */
export const breathe = async (until: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 2000; tries++) {
    if (await until()) return
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  throw new Error('it never happened')
}
