import { readFile } from 'node:fs/promises'
import { fileError, writeFileAtomic } from '../atomic-file.ts'
import { holdRun } from './hold-run.ts'
import { readSidecar, sidecarText } from './sidecar.ts'

/** A segment or chunk by its id (`seg_0007`, `chunk_0002`), and whether nothing is to write it any more. */
export type PieceLock = { readonly id: string; readonly locked: boolean }

/**
 * Notes in a script's sidecar that a piece is locked, or is not any more; for a run that nobody follows, which would write
 * the sidecar itself. False when somebody does. Throws `file-processing` and `storage` where the sidecar cannot be used.
 */
export const lockPiece = async (dataFolder: string, sidecarFile: string, lock: PieceLock): Promise<boolean> => {
  const read = async () => readSidecar(await readFile(sidecarFile, 'utf8').catch((error: unknown) => { throw fileError(error, sidecarFile, 'read') }), sidecarFile)
  const held = await holdRun(dataFolder, (await read()).run)
  if (!held) return false
  try {
    const sidecar = await read()
    const others = sidecar.locks.filter(id => id !== lock.id)
    const locks = lock.locked ? [...others, lock.id].toSorted() : others
    if (locks.length !== sidecar.locks.length) await writeFileAtomic(sidecarFile, sidecarText({ ...sidecar, locks }))
    return true
  } finally {
    held.release()
  }
}
