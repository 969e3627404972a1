import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { connectHere } from '../connection.ts'
import { positive } from '../options.ts'
import type { Host } from '../program.ts'

const version = async (): Promise<string> => {
  const manifest: { readonly version: string } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  return manifest.version
}

export const addMcp = (program: Command, host: Host): void => {
  program
    .command('mcp')
    .argument('[folders...]', 'folders that scripts may be in (default: the current one)')
    .description('serve five tools to other assistants by the Model Context Protocol, on standard input and output: list, read, draft, redraft, check')
    .option('--speed <tokens>', 'tokens a second of the sample writer (default: 150)', positive('tokens a second'))
    .addHelpText(
      'after',
      `
An assistant starts this itself, by a setting such as
  { "mcpServers": { "coldopen": { "command": "coldopen", "args": ["mcp", "/path/to/scripts"] } } }
Nobody can be asked here, so a model that costs money is used only up to a limit that the assistant names: max_cost in US
dollars, or max_tokens. Nothing outside the folders is read or written. With COLDOPEN_URL and COLDOPEN_TOKEN a hosted
server is used.`,
    )
    .action(async (folders: string[], options: { speed?: number }) => {
      const { serveMcp } = await import('../mcp/serve-mcp.ts')
      await serveMcp({
        folders: (folders.length === 0 ? ['.'] : folders).map(folder => resolve(host.cwd(), folder)),
        speed: options.speed,
        env: host.env,
        version: await version(),
        connect: () => connectHere(host),
      })
      // What it has begun goes on at the server.
      host.exit(0)
    })
}
