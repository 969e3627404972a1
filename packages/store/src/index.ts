export * from './store.ts'
export { openSqliteStore } from './sqlite/open-sqlite-store.ts'
export { acquireOwnership, type Ownership } from './owner.ts'
