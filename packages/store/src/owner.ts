import { join } from 'node:path'
import { lockExclusively } from './sqlite/exclusive-lock.ts'
import { storageError } from './sqlite/storage-error.ts'

/** The right to work with a data folder, held until it is released or the process ends. */
export type Ownership = { readonly release: () => void }

/** The file whose lock is the ownership of its folder. */
export const lockFile = (folder: string): string => join(folder, 'lock.sqlite')

/**
 * Makes this process the owner of a data folder, which is created where it is missing; undefined when another process (or
 * this one) owns it. The ownership ends with the process, however that ends, and no live owner can lose it, so long as
 * nothing else opens or removes the lock file. `storage` when the folder cannot be used.
 */
export const acquireOwnership = (folder: string): Ownership | undefined => {
  const file = lockFile(folder)
  try {
    return lockExclusively(file)
  } catch (error) {
    throw storageError(error, file) ?? error
  }
}
