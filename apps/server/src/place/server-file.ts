import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { serverFileName, type ServerFile } from '@coldopen/core'

/** Writes where the server is, whole or not at all, readable by its owner alone. */
export const writeServerFile = async (folder: string, content: ServerFile): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${serverFileName}.${randomUUID()}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(content))
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, serverFileName))
}

/** Removes it, unless another server has written its own since. */
export const removeServerFile = async (folder: string, token: string): Promise<void> => {
  const path = join(folder, serverFileName)
  const content = await readFile(path, 'utf8').catch(() => '')
  if (content.includes(token)) await rm(path, { force: true })
}
