import { createColdopen, dataFolder, modelEnvironment, type Coldopen } from '@coldopen/client'
import { createTools, fileDesk } from '@coldopen/client/tools'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpServer } from './mcp-server.ts'

export type McpPlace = {
  /** Folders that scripts may be in, as absolute paths. */
  readonly folders: readonly string[]
  /** Tokens a second of the sample writer; its own pace by default. */
  readonly speed: number | undefined
  /** Chooses model and key; COLDOPEN_URL and COLDOPEN_TOKEN name a server in place of the local one. */
  readonly env: NodeJS.ProcessEnv
  readonly connect: () => Promise<Coldopen>
  readonly version: string
}

/** Coldopen for other assistants: an MCP server on standard input and output. Resolves when its input has ended. */
export const serveMcp = async (place: McpPlace): Promise<void> => {
  const { env } = place
  const url = env['COLDOPEN_URL']
  const desk = fileDesk({
    folders: place.folders,
    dataFolder: dataFolder(env),
    speed: place.speed,
    // Standard output is the protocol's.
    say: sentence => process.stderr.write(`${sentence}\n`),
    environment: async () => modelEnvironment(env),
    connect: async () => (url ? createColdopen({ url, token: env['COLDOPEN_TOKEN'] ?? '' }) : place.connect()),
  })
  const ended = new Promise<void>(resolve => process.stdin.once('end', () => resolve()))
  await createMcpServer(createTools(desk), place.version).connect(new StdioServerTransport())
  await ended
}
