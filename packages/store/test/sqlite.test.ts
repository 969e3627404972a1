import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openSqliteStore } from '../src/index.ts'
import { conformance } from './conformance.ts'
import { memoryStore } from './memory-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = await temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())

let files = 0
conformance('a SQLite file', () => openSqliteStore({ file: join(folder.path, `${++files}.sqlite`) }))

conformance('a SQLite database in memory', () => openSqliteStore({ file: ':memory:' }))

conformance('the model that stores are compared with', async () => memoryStore())
