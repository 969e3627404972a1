import { join } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'
import { packFileName, readPack, type CanonicalPack } from '@coldopen/script'
import { readKept } from './kept-file.ts'

/** The facts of a script, from its folder. Throws `not-found` where it has none, `invalid-input` when they cannot be used. */
export const loadPack = async (dir: string, slug: string): Promise<CanonicalPack> => {
  const name = packFileName(slug)
  const found = await readKept(join(dir, name), name)
  if (found.type !== 'file' || found.text === undefined) {
    throw new ColdopenError('not-found', `${dir} has no ${name}: a shorter cut is made from the facts of a podcast whose first chunk is done.`)
  }
  const read = readPack(found.text)
  if (read.ok) return read.value
  throw new ColdopenError('invalid-input', `${name}: ${read.problem}`)
}
