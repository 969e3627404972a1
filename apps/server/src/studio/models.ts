import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chooseModel, ColdopenError, installedModels, parseModelTable, type ChosenModel, type ModelEnvironment, type ModelRelay, type ModelTable, type ModelWish, type PlacedModel } from '@coldopen/core'

/** The models this server may write with. */
export type Models = {
  /** The user's own table, read afresh: what is written there holds from the next call on. Throws `invalid-input`. */
  readonly table: () => Promise<ModelTable>
  /** The models of an Ollama on this machine, where one may be looked for. */
  readonly installed: () => Promise<readonly PlacedModel[]>
  /** Chooses as `chooseModel` does, and throws what it throws. */
  readonly choose: (wish: ModelWish, env: ModelEnvironment) => Promise<ChosenModel>
}

export type ModelsParts = {
  /** May hold `models.json`, in the form that `parseModelTable` reads. */
  readonly dataFolder: string
  /** How an Ollama on this machine is looked for; without it none is. */
  readonly fetch?: typeof globalThis.fetch
  /** The models of the editors that are open. */
  readonly relay: ModelRelay
}

export const tableFileName = 'models.json'

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw new ColdopenError('invalid-input', `${file} cannot be read: make it a file that you may read, or remove it.`, error)
  }
}

export const createModels = (parts: ModelsParts): Models => {
  const file = join(parts.dataFolder, tableFileName)
  const table = async (): Promise<ModelTable> => {
    const read = parseModelTable(await textOf(file))
    if (read.ok) return read.table
    throw new ColdopenError('invalid-input', `The table of models in ${file} cannot be used: ${read.problem.replace(/^L/, 'l')}`)
  }
  return {
    table,
    installed: async () => (parts.fetch ? installedModels(parts.fetch) : []),
    choose: async (wish, env) => chooseModel(wish, env, { table: await table(), offers: parts.relay.offers(), ...(parts.fetch && { fetch: parts.fetch }) }),
  }
}
