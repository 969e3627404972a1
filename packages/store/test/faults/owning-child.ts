import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockExclusively } from '../../src/sqlite/exclusive-lock.ts'

/** Does what it is told with the lock file it is given, and says how that went. Its end is the end of its lock. */
const file = process.argv[2] ?? ''
let lock: { release: () => void } | undefined

flushCompileCache()
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') lock?.release()
  if (line === 'try') {
    lock = lockExclusively(file)
    process.stdout.write(lock === undefined ? 'refused\n' : 'owner\n')
  }
  if (line === 'contend') {
    for (;;) {
      lock = lockExclusively(file)
      if (lock !== undefined) break
      await sleep(5)
    }
    process.stdout.write('owner\n')
  }
}
