import { dataFolder } from '@coldopen/client'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Host } from '../program.ts'

const port = (text: string): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new InvalidArgumentError('Give a port from 0 to 65535; 0 takes a free one.')
}

export const addServe = (program: Command, host: Host): void => {
  program
    .command('serve')
    .description('start the server of the data folder, for programs and editors on this machine, or, hosted, for several users')
    .option('--port <n>', 'the port to listen on (default: a free one)', port)
    .option('--listen <address>', 'the address to listen on, such as 0.0.0.0: one that is not this machine alone makes a hosted server (default: 127.0.0.1)')
    .action(async (options: { port?: number; listen?: string }) => {
      const folder = dataFolder(host.env)
      const { startServer } = await import('@coldopen/server')
      const given = { dataFolder: folder, env: host.env, fetch: globalThis.fetch }
      const server = await startServer({ ...given, ...(options.port !== undefined && { port: options.port }), ...(options.listen !== undefined && { host: options.listen }) })
      host.stdout.write(`Coldopen serves ${folder} at ${server.url}. Its token is in ${folder}/server.json. Ctrl+C stops it.\n`)
      const stop = (): void => void server.close()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) host.on(signal, stop)
      await server.closed
    })
}
