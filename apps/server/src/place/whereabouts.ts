import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ColdopenError, type ModelEnvironment } from '@coldopen/core'
import { acquireOwnership, parseStoreAddress, type StoreAddress } from '@coldopen/store'

/** Where the runs are: COLDOPEN_DATABASE_URL, else a file in the data folder. Throws `invalid-input`. */
export const storeAddressOf = (env: ModelEnvironment, dataFolder: string): StoreAddress => {
  const url = env['COLDOPEN_DATABASE_URL']
  return url ? parseStoreAddress(url) : { kind: 'sqlite', file: join(dataFolder, 'coldopen.sqlite') }
}

/** Runs that one process works on at once; others wait. */
const usualRuns = 100

/** COLDOPEN_RUNS_AT_ONCE, else what one process carries well. Throws `invalid-input`. */
export const runsAtOnce = (env: ModelEnvironment): number => {
  const text = env['COLDOPEN_RUNS_AT_ONCE']
  if (!text) return usualRuns
  const runs = Number(text)
  if (Number.isInteger(runs) && runs >= 1 && runs <= 10_000) return runs
  throw new ColdopenError('invalid-input', 'COLDOPEN_RUNS_AT_ONCE is not a number from 1 to 10000: set it to how many runs this process may work on at once, or unset it.')
}

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ColdopenError('storage', `The data folder ${folder} cannot be made: set COLDOPEN_DATA to a folder you may write to.`, error)
  }
}

/**
 * Makes the data folder, and makes this process its owner and that of the file where the runs are. A database is nobody's
 * own. Throws `conflict` when another server has one of them.
 */
export const takePossession = async (dataFolder: string, address: StoreAddress): Promise<Disposable> => {
  await makeFolder(dataFolder)
  using stack = new DisposableStack()
  if (address.kind === 'postgres') return stack.move()
  const folders = address.file === ':memory:' ? [dataFolder] : [dataFolder, dirname(address.file)]
  for (const folder of new Set(folders)) {
    const ownership = acquireOwnership(folder)
    if (!ownership) throw new ColdopenError('conflict', `Another Coldopen server owns ${folder}. Use it, or stop it first.`)
    stack.defer(() => ownership.release())
  }
  return stack.move()
}
