import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ColdopenError, readFolder } from '@coldopen/client'
import type { Host } from './program.ts'

/** A run by its id, or by the folder (or a file) its script is in. */
export type FoundRun = { readonly run: string; readonly dir?: string }

const looksLikeId = (target: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(target)

export const findRun = async (target: string, host: Host): Promise<FoundRun> => {
  const path = resolve(host.cwd(), target)
  const exists = await stat(path).then(() => true, () => false)
  if (exists) {
    const { sidecar, dir } = await readFolder(path)
    return { run: sidecar.run, dir }
  }
  if (looksLikeId(target)) return { run: target }
  throw new ColdopenError('file-processing', `There is no folder ${target}. Give the folder of a script, as in: coldopen resume drafts/the-title. \`coldopen runs\` lists the runs.`)
}
