import { resolve } from 'node:path'
import { ColdopenError } from '@coldopen/core'
import { openPostgresStore } from './postgres/open-postgres-store.ts'
import { openSqliteStore } from './sqlite/open-sqlite-store.ts'
import type { Store } from './store.ts'

/** Where runs are kept: in a file of one machine, or in a database that many processes share. */
export type StoreAddress = { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string }

/** Reads `sqlite:FILE` and `postgres://user:password@host:port/name`. Throws `invalid-input` for anything else, which it does not repeat. */
export const parseStoreAddress = (url: string): StoreAddress => {
  const file = /^sqlite:(?:\/\/)?(.+)$/s.exec(url)?.[1]
  if (file !== undefined) return { kind: 'sqlite', file: file === ':memory:' ? file : resolve(file) }
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', url }
  throw new ColdopenError('invalid-input', 'COLDOPEN_DATABASE_URL is neither sqlite:FILE nor postgres://user:password@host:port/name: set it to one of them, or unset it.')
}

export const openStoreAt = (address: StoreAddress): Promise<Store> => {
  return address.kind === 'sqlite' ? openSqliteStore({ file: address.file }) : openPostgresStore({ url: address.url })
}
