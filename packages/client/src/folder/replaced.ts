import { hashOf, type FileRecord } from './sidecar.ts'

/** Texts that files had before the one they have now. */
export type Replaced = {
  readonly note: (name: string, hash: string) => void
  /**
   * Whether an editor that shows this text is behind the file, or is about to be. It reads the file anew by itself, unless somebody
   * changes its document before: then what the file got meanwhile would be missing there, and the file could not be saved.
   */
  readonly isOld: (name: string, text: string) => boolean
}

/** Texts of a file that are remembered: an editor is behind for a second or so, in which a file is written once or twice. */
const remembered = 16

export const createReplaced = (records: ReadonlyMap<string, FileRecord>): Replaced => {
  const hashes = new Map<string, readonly string[]>()
  return {
    note(name, hash) {
      hashes.set(name, [...(hashes.get(name) ?? []), hash].slice(-remembered))
    },
    isOld(name, text) {
      const record = records.get(name)
      if (record?.next !== undefined) return true
      const before = hashes.get(name)
      if (before === undefined) return false
      const hash = hashOf(text)
      return hash !== record?.hash && before.includes(hash)
    },
  }
}
