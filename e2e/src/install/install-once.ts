import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Fills a folder by `install` unless it was filled before with the same stamp. The stamp is written last, so a folder that
 * an interrupted install left behind is emptied and filled anew. Answers whether anything had to be done.
 */
export async function installOnce(folder: string, stamp: string, install: (folder: string) => Promise<void>): Promise<boolean> {
  const stampFile = join(folder, 'installed.json')
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === stamp) return false
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await install(folder)
  await writeFile(stampFile, stamp)
  return true
}
