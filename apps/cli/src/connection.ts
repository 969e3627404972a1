import { getCompileCacheDir } from 'node:module'
import { fileURLToPath } from 'node:url'
import { connectLocal, dataFolder, modelEnvironment, type Coldopen } from '@coldopen/client'
import type { Host } from './program.ts'

/** The local server of this person's data folder: the one that runs, or one started for it. */
export const connectHere = (host: Host): Promise<Coldopen> => {
  const main = fileURLToPath(import.meta.resolve('@coldopen/server/main'))
  const cache = getCompileCacheDir()
  const env = cache ? { ...host.env, NODE_COMPILE_CACHE: cache } : host.env
  return connectLocal({
    dataFolder: dataFolder(host.env),
    launch: { command: process.execPath, args: [...process.execArgv, main], env },
  })
}

export const environmentOf = (host: Host) => modelEnvironment(host.env)
