import { writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../../packages/client/src/folder/folder.fixture.ts'
import { changeFile } from './change-file.ts'

const [old, fresh] = ['the lamp', 'the light']

/** The change that a companion of a redraft makes. */
const swap = (text: string) => {
  const start = text.indexOf(old)
  return start < 0 ? undefined : { start, end: start + old.length, text: fresh }
}

describe('a file that goes along with a script', () => {
  test('is changed in that one place, whatever else its bytes are', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'set.json')
    for (const text of ['Zoë puts out the lamp.\r\n', '\uFEFF{ "title": "the lamp 🌊" }\n']) {
      await writeFile(file, text)
      await changeFile(file, swap)
      expect(await readFile(file, 'utf8')).toBe(text.replace(old, fresh))
    }
  })

  test('is left as it is when it is not UTF-8', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'set.json')
    const bytes = Buffer.from('Zoë puts out the lamp.\n', 'latin1')
    await writeFile(file, bytes)
    await expect(changeFile(file, swap)).rejects.toThrow('not UTF-8')
    expect(await readFile(file)).toEqual(bytes)
  })

  test('is left as it is when another program writes it at the same moment', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'set.json')
    await writeFile(file, 'Zoë puts out the lamp.\n')
    const meanwhile = (text: string) => {
      writeFileSync(file, 'Another text of the lamp.\n')
      return swap(text)
    }
    await expect(changeFile(file, meanwhile)).rejects.toThrow('written by another program')
    expect(await readFile(file, 'utf8')).toBe('Another text of the lamp.\n')
  })
})
