import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { openDatabase } from './open-database.ts'
import { sqliteBackend } from './sqlite-backend.ts'
import { storageError } from './storage-error.ts'

/**
 * Opens the store kept in one SQLite file, creating it and its folder where they are missing; `:memory:` is a store that
 * lives as long as it is open. The file is for its owner only (mode 0600), and so is a folder that is created (0700).
 * One process opens a file once: two stores of one process would wait for each other. `storage` when the file cannot be
 * opened or written, is not ours, or was written by a newer version.
 */
export const openSqliteStore = async (options: { readonly file: string }): Promise<Store> => {
  const { file } = options
  try {
    const database = openDatabase(file)
    try {
      return await openStore(sqliteBackend(database, file))
    } catch (error) {
      if (database.isOpen) database.close()
      throw error
    }
  } catch (error) {
    throw storageError(error, file) ?? error
  }
}
