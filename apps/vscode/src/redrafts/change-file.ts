import { readFile } from 'node:fs/promises'
import { utf8Text, writeFileAtomic } from '@coldopen/client'
import { withChanges, type TextChange } from '../script-files/text-change.ts'

/**
 * Changes a text on the disk, whole or not at all; what else is in it stays byte for byte. Throws where it is not UTF-8, cannot
 * be read or written, or is written by another program at the same moment.
 */
export const changeFile = async (path: string, changeOf: (text: string) => Omit<TextChange, 'file'> | undefined): Promise<void> => {
  const bytes = await readFile(path)
  const text = utf8Text(bytes)
  if (text === undefined) throw new Error('It is not UTF-8, so it was left as it is.')
  const change = changeOf(text)
  if (!change) return
  const isDone = await writeFileAtomic(path, withChanges(text, [change]), async () => bytes.equals(await readFile(path)))
  if (!isDone) throw new Error('It was written by another program at the same moment, so it was left as it is.')
}
