/** SQLite's primary result code (https://sqlite.org/rescode.html); undefined when the error is not SQLite's. */
export const sqliteCode = (error: unknown): number | undefined => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) return undefined
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

/** Another connection holds a lock that this one needs. */
export const busy = 5
