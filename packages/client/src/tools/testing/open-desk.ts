import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createColdopen, type Coldopen } from '../../create-coldopen.ts'
import { modelEnvironment } from '../../environment.ts'
import { startServer } from '@coldopen/server'
import { fileDesk } from '../file-desk.ts'
import { createTools } from '../tools.ts'

/** The tools over a workspace's folder of their own, with a real server behind them that writes sample text at once. */
export const openDesk = async (options: { environment?: NodeJS.ProcessEnv; speed?: number } = {}) => {
  const { environment = { COLDOPEN_PROVIDER: 'sample' }, speed = 1_000_000 } = options
  await using stack = new AsyncDisposableStack()
  const home = await realpath(await mkdtemp(join(tmpdir(), 'coldopen-agents-')))
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const [folder, dataFolder] = [join(home, 'workspace'), join(home, 'data')]
  await mkdir(folder)
  const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent' } })
  stack.defer(() => server.close())
  const connect = async (): Promise<Coldopen> => createColdopen(server)
  const desk = fileDesk({ folders: [folder], dataFolder, speed, say: () => undefined, connect, environment: async () => modelEnvironment(environment) })
  const tools = createTools(desk)
  const owned = stack.move()
  return {
    home,
    folder,
    dataFolder,
    server,
    connect,
    desk,
    tools,
    /** What a tool answers. */
    call: async (name: Parameters<typeof tools.run>[0], input: object = {}) => JSON.parse(await tools.run(name, input, new AbortController().signal)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
