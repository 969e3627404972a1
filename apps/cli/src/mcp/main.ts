import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { connectLocal, dataFolder } from '@coldopen/client'
import { serveMcp } from './serve-mcp.ts'

/**
 * `coldopen mcp` as a program of its own, which an editor's extension brings: bundled, with the server's program beside it. Its
 * arguments are the folders that scripts may be in (the current one by default), and `--speed` that of the sample writer.
 */
const { env } = process
const { values, positionals } = parseArgs({ options: { speed: { type: 'string' } }, allowPositionals: true })

await serveMcp({
  folders: (positionals.length === 0 ? [process.cwd()] : positionals).map(folder => resolve(folder)),
  speed: Number(values.speed) > 0 ? Number(values.speed) : undefined,
  env,
  version: env['COLDOPEN_VERSION'] ?? '0',
  connect: () =>
    connectLocal({
      dataFolder: dataFolder(env),
      launch: { command: process.execPath, args: [fileURLToPath(new URL('server.mjs', import.meta.url))], env: { ...env, ELECTRON_RUN_AS_NODE: '1' } },
    }),
})
process.exit()
