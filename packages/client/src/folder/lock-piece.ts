import { changeSidecar } from './change-sidecar.ts'

/** A segment or chunk by its id (`seg_0007`, `chunk_0002`), and whether nothing is to write it any more. */
export type PieceLock = { readonly id: string; readonly locked: boolean }

/**
 * Notes in a script's sidecar that a piece is locked, or is not any more; for a run that nobody follows, which would write
 * the sidecar itself. False when somebody does. Throws `file-processing` and `storage` where the sidecar cannot be used.
 */
export const lockPiece = (dataFolder: string, sidecarFile: string, lock: PieceLock): Promise<boolean> =>
  changeSidecar(dataFolder, sidecarFile, sidecar => {
    const others = sidecar.locks.filter(id => id !== lock.id)
    const locks = lock.locked ? [...others, lock.id].toSorted() : others
    return locks.length === sidecar.locks.length ? undefined : { ...sidecar, locks }
  })
