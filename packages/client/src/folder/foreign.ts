import { readKept, stampOf } from './kept-file.ts'
import { isOurs, type FileRecord } from './sidecar.ts'

/** Which files have come to say something that is not ours. */
export type Foreign = {
  /** A file was found so while it was about to be written. */
  readonly note: (name: string) => void
  /** Whether one of these files was noted, or is not as it was left, since the last look. One with the same stamp is not read. */
  readonly look: (names: Iterable<string>, pathOf: (name: string) => string) => Promise<boolean>
}

export const createForeign = (records: ReadonlyMap<string, FileRecord>): Foreign => {
  const noted = new Set<string>()
  const stamps = new Map<string, string | undefined>()

  const isForeign = async (name: string, path: string): Promise<boolean> => {
    const stamp = await stampOf(path)
    if (stamp === stamps.get(name)) return false
    stamps.set(name, stamp)
    const found = await readKept(path, name)
    return found.type === 'file' && !isOurs(records.get(name), found.hash)
  }

  return {
    note: name => void noted.add(name),
    async look(names, pathOf) {
      let isFound = false
      for (const name of names) {
        const now = await isForeign(name, pathOf(name))
        isFound ||= noted.delete(name) || now
      }
      return isFound
    },
  }
}
