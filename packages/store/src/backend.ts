import type { ColdopenError } from '@coldopen/core'
import type { ColumnDefinitionBuilder, CreateTableBuilder, Dialect, RawBuilder } from 'kysely'

/** Everything in which one kind of database differs from another. Queries are written once, for all of them. */
export type Backend = {
  readonly dialect: Dialect
  /** The database as a sentence names it. Never with a password in it. */
  readonly place: string
  /** What else a person may choose in its place, as a sentence says it. */
  readonly elsewhere: 'data folder' | 'database'
  /** Whether the process does nothing else while the database works. */
  readonly holdsUp: boolean
  /** Makes an integer column the key of its table: numbered by the database, growing, no number used twice. */
  readonly numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Ends the definition of a table whose rows are small and are read in the order of their key. */
  readonly clustered: <T extends string, C extends string>(table: CreateTableBuilder<T, C>) => CreateTableBuilder<T, C>
  /** Keeps other processes from bringing the same database up to date until the transaction ends, where it takes more than a transaction. */
  readonly migrating?: RawBuilder<unknown>
  /** Gives the space of removed rows back to the disk, where the database does not by itself. */
  readonly reclaim?: RawBuilder<unknown>
  /** The database's own error as a `storage` error; undefined when the error is not the database's. */
  readonly explain: (error: unknown) => ColdopenError | undefined
}
