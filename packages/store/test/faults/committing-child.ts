import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { ColdopenError } from '@coldopen/core'
import { openStoreAt, parseStoreAddress } from '../../src/index.ts'
import { commitNumber } from './numbered-commits.ts'

/**
 * Commits to one run without an end, and acknowledges each commit by its number as soon as it is durable. When the store
 * refuses one, it says so and waits to be told to go on with the same, which may have been stored nevertheless.
 */
const [, , url = '', characters = '40'] = process.argv
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (line: string): number => writeSync(1, `${line}\n`)

flushCompileCache()
say('ready')
await told.next()
const store = await openStoreAt(parseStoreAddress(url))
const epoch = await store.claim('run')
const done = (await store.load('run'))?.parts[1]?.attempt ?? 0

for (let number = done + 1; ; number++) {
  try {
    await store.commit('run', epoch, { ...commitNumber(number, Number(characters)), after: 3 * (number - 1) }, new Date())
    say(`${number}`)
  } catch (error) {
    if (!(error instanceof ColdopenError)) throw error
    say(`${error.code}: ${error.message}`)
    await told.next()
    number--
  }
}
