import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { ColdopenError } from '@coldopen/core'
import { openStoreAt, parseStoreAddress } from '../../src/index.ts'
import { commitNumber, createNumberedRun } from './numbered-commits.ts'

/** Opens a store that others open too, creates the run if nobody has, claims it, and commits until it is taken over. */
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
flushCompileCache()
process.stdout.write('ready\n')
await told.next()

const store = await openStoreAt(parseStoreAddress(process.argv[2] ?? ''))
const created = await createNumberedRun(store).then(
  () => 'created',
  (error: unknown) => (error instanceof ColdopenError ? error.code : String(error)),
)
const epoch = await store.claim('run')
process.stdout.write(`${created} ${epoch}\n`)
await told.next()
const answer = await store.commit('run', epoch, commitNumber(epoch, 40), new Date()).then(
  () => 'stored',
  (error: unknown) => (error instanceof ColdopenError ? error.code : String(error)),
)
process.stdout.write(`${answer}\n`)
await store.close()
process.exit()
