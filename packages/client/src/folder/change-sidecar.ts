import { readFile } from 'node:fs/promises'
import { fileError, writeFileAtomic } from '../atomic-file.ts'
import { holdRun } from './hold-run.ts'
import { readSidecar, sidecarText, type Sidecar } from './sidecar.ts'

/**
 * Changes the sidecar of a run that nobody follows, who would write it himself; undefined from `change` leaves it as it is.
 * False when somebody does follow it. Throws `file-processing` and `storage` where the sidecar cannot be used.
 */
export const changeSidecar = async (dataFolder: string, file: string, change: (sidecar: Sidecar) => Sidecar | undefined): Promise<boolean> => {
  const read = async () => readSidecar(await readFile(file, 'utf8').catch((error: unknown) => { throw fileError(error, file, 'read') }), file)
  const held = await holdRun(dataFolder, (await read()).run)
  if (!held) return false
  try {
    const changed = change(await read())
    if (changed) await writeFileAtomic(file, sidecarText(changed))
    return true
  } finally {
    held.release()
  }
}
