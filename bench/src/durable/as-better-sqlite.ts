import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

/** What LangGraph's checkpointer calls of better-sqlite3, on `node:sqlite`: both contenders then keep their journal by the same library. */
export function openAsBetterSqlite(file: string) {
  const db = new DatabaseSync(file)
  return {
    pragma: (text: string): void => db.exec(`PRAGMA ${text}`),
    exec: (text: string): void => db.exec(text),
    prepare(text: string) {
      const statement = db.prepare(text)
      return {
        run: (...values: SQLInputValue[]) => statement.run(...values),
        get: (...values: SQLInputValue[]) => statement.get(...values),
        all: (...values: SQLInputValue[]) => statement.all(...values),
      }
    },
    transaction: <Rows extends unknown[]>(work: (...rows: Rows) => void) => (...rows: Rows): void => {
      db.exec('BEGIN')
      try {
        work(...rows)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
}
