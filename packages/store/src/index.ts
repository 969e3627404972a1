export * from './store.ts'
export { openSqliteStore } from './sqlite/open-sqlite-store.ts'
