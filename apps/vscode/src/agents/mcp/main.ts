import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { connectLocal, createColdopen, dataFolder, modelEnvironment } from '@coldopen/client'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { fileDesk } from '../file-desk.ts'
import { createTools } from '../tools.ts'
import { createMcpServer } from './mcp-server.ts'

/**
 * Coldopen for other assistants: an MCP server on standard input and output. Its arguments are the folders that scripts may
 * be in (the current one by default), and `--speed` that of the sample writer. The environment chooses data folder, model and key as it does for the terminal; with
 * COLDOPEN_URL and COLDOPEN_TOKEN it uses that server.
 */
const { env } = process
const { values, positionals: given } = parseArgs({ options: { speed: { type: 'string' } }, allowPositionals: true })
const folders = (given.length === 0 ? [process.cwd()] : given).map(folder => resolve(folder))
const url = env['COLDOPEN_URL']

const desk = fileDesk({
  folders,
  speed: Number(values.speed) > 0 ? Number(values.speed) : undefined,
  // Standard output is the protocol's.
  say: sentence => process.stderr.write(`${sentence}\n`),
  environment: async () => modelEnvironment(env),
  connect: async () =>
    url
      ? createColdopen({ url, token: env['COLDOPEN_TOKEN'] ?? '' })
      : connectLocal({
          dataFolder: dataFolder(env),
          launch: { command: process.execPath, args: [fileURLToPath(new URL('server.mjs', import.meta.url))], env: { ...env, ELECTRON_RUN_AS_NODE: '1' } },
        }),
})

const transport = new StdioServerTransport()
await createMcpServer(createTools(desk), env['COLDOPEN_VERSION'] ?? '0').connect(transport)
process.stdin.on('end', () => process.exit())
