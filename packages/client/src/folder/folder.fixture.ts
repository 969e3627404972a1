import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Brief } from '@coldopen/core/protocol'

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
