import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { fileError, isMissing } from '../atomic-file.ts'
import { utf8Text } from '../utf8-text.ts'
import { hashOf } from './sidecar.ts'

/** What stands at the name of a file now. `other`: a link, a folder or whatever else is no file of its own. */
export type Found =
  | { readonly type: 'missing' }
  | { readonly type: 'other' }
  /** `text` is undefined when the file is not UTF-8. */
  | { readonly type: 'file'; readonly text: string | undefined; readonly hash: string }

/** Reads a file of the folder without following a link. `name` is what the writer calls it. */
export const readKept = async (path: string, name: string): Promise<Found> => {
  try {
    const entry = await lstat(path)
    if (!entry.isFile()) return { type: 'other' }
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const bytes = await handle.readFile()
      return { type: 'file', text: utf8Text(bytes), hash: hashOf(bytes) }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isMissing(error)) return { type: 'missing' }
    throw fileError(error, name, 'read')
  }
}

/** What tells one state of a file from another without reading it; undefined when there is none. */
export const stampOf = async (path: string): Promise<string | undefined> => {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(':')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
