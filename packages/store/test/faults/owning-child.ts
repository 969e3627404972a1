import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { acquireOwnership, type Ownership } from '../../src/owner.ts'

/** Does what it is told with the folder it is given, and says how that went. Its end is the end of its ownership. */
const folder = process.argv[2] ?? ''
let ownership: Ownership | undefined

flushCompileCache()
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') ownership?.release()
  if (line === 'try') {
    ownership = acquireOwnership(folder)
    process.stdout.write(ownership === undefined ? 'refused\n' : 'owner\n')
  }
  if (line === 'contend') {
    for (;;) {
      ownership = acquireOwnership(folder)
      if (ownership !== undefined) break
      await sleep(5)
    }
    process.stdout.write('owner\n')
  }
}
