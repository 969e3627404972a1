import { ColdopenError } from '@coldopen/core'
import { startServer } from './start-server.ts'

/**
 * The local server as a process of its own, detached from the terminal or window that started it: it serves the data folder
 * of COLDOPEN_DATA, and ends by itself when nothing goes on any more, unless others rely on it to share their work.
 */
const idleMs = 30_000

const dataFolder = process.env['COLDOPEN_DATA']
if (!dataFolder) {
  process.stderr.write('COLDOPEN_DATA is not set: this program is started by Coldopen itself. For a server of your own use `coldopen serve`.\n')
  process.exit(2)
}

try {
  const isShared = process.env['COLDOPEN_DATABASE_URL']?.startsWith('postgres') === true
  const server = await startServer({ dataFolder, env: process.env, ...(!isShared && { idleMs }), fetch: globalThis.fetch })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.close())
  await server.closed
} catch (error) {
  if (!(error instanceof ColdopenError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.code === 'conflict' ? 3 : 2
}
