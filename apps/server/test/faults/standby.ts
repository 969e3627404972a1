import { once } from 'node:events'

/**
 * Loaded before the server's own program: does the slow part of starting, reading the sources, and then waits for a line. A
 * server that stands by is there at once when its turn comes.
 */
await import('../../src/start-server.ts')
process.stdout.write('standing by\n')
await once(process.stdin, 'data')
process.stdin.destroy()
