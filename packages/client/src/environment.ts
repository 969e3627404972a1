import { isAbsolute, resolve } from 'node:path'
import { modelVariables } from '@coldopen/core/protocol'
import envPaths from 'env-paths'

export type Environment = { readonly [name: string]: string | undefined }

/** The folder that holds the runs: COLDOPEN_DATA, else the platform's own place for data. */
export const dataFolder = (env: Environment): string => {
  const named = env['COLDOPEN_DATA']
  if (named) return isAbsolute(named) ? named : resolve(named)
  return envPaths('coldopen', { suffix: '' }).data
}

/** The variables of this process that choose a model, for a server that has an environment of its own. */
export const modelEnvironment = (env: Environment): { [Name in (typeof modelVariables)[number]]?: string } => {
  return Object.fromEntries(modelVariables.flatMap(name => (env[name] ? [[name, env[name]]] : [])))
}
