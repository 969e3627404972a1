import { fileURLToPath } from 'node:url'
import { connectLocal, dataFolder, modelEnvironment, type Coldopen } from '@coldopen/client'
import type { Host } from './program.ts'

/** The local server of this person's data folder: the one that runs, or one started for it. */
export const connectHere = (host: Host): Promise<Coldopen> => {
  const main = fileURLToPath(import.meta.resolve('@coldopen/server/main'))
  return connectLocal({
    dataFolder: dataFolder(host.env),
    launch: { command: process.execPath, args: [...process.execArgv, main], env: host.env },
  })
}

export const environmentOf = (host: Host) => modelEnvironment(host.env)
