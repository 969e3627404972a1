import { setTimeout as sleep } from 'node:timers/promises'
import { ColdopenError, holdRun, type HeldRun } from '@coldopen/client'
import { l10n } from 'vscode'
import { dataFolderNow } from '../server.ts'

/** Milliseconds until it is looked again whether another window has let a run go. */
const again = 1000

/** Takes the files of a run for this window. Throws `conflict` when another window or program writes them. */
export const hold = async (run: string): Promise<HeldRun> => {
  const held = await holdRun(dataFolderNow(), run)
  if (held) return held
  throw new ColdopenError('conflict', l10n.t('Another window writes the files of this draft. Close it, or go on there.'))
}

/** The same with patience: waits until whoever has them is gone. Undefined once `signal` says that nobody waits any more. */
export const holdWhenFree = async (run: string, signal: AbortSignal, taken: () => void): Promise<HeldRun | undefined> => {
  for (let first = true; !signal.aborted; first = false) {
    const held = await holdRun(dataFolderNow(), run)
    if (held) return held
    if (first) taken()
    await sleep(again, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}
