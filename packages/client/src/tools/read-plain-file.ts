import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'

/** Larger files are nobody's script. */
const maxBytes = 20_000_000

/** The text of a file on disk; undefined where there is none, or where its name leads elsewhere by a link. */
export const readPlainFile = async (file: string): Promise<string | undefined> => {
  const entry = await lstat(file).catch(() => undefined)
  if (!entry?.isFile() || entry.size > maxBytes) return undefined
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(() => undefined)
  try {
    return await handle?.readFile('utf8')
  } finally {
    await handle?.close()
  }
}
