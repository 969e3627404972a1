import { afterAll } from 'vitest'
import { openSqliteStore } from '../src/index.ts'
import { conformance } from './conformance.ts'
import { databases } from './databases.ts'
import { memoryStore } from './memory-store.ts'

const made = new AsyncDisposableStack()
afterAll(() => made.disposeAsync())

for (const { kind, create } of databases) conformance(kind, async () => made.use(await create()).open())

conformance('a SQLite database in memory', () => openSqliteStore({ file: ':memory:' }))

conformance('the model that stores are compared with', async () => memoryStore())
