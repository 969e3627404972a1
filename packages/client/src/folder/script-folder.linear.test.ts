import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { run, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const written = vi.hoisted(() => ({ characters: 0, files: 0 }))

// The real files are written; they are only counted on the way.
vi.mock(import('../atomic-file.ts'), async original => {
  const real = await original()
  return {
    ...real,
    writeFileAtomic: (file, text, allowed) => {
      written.characters += text.length
      written.files++
      return real.writeFileAtomic(file, text, allowed)
    },
  }
})

/** Writes a run at instant pace, at most so many events between two looks of the folder. Answers what was written, and the script's length. */
const writtenFor = async (segments: number): Promise<{ characters: number; files: number; script: number }> => {
  await using home = await temporaryFolder()
  written.characters = 0
  written.files = 0
  const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
  for (const event of wholeRun({ segments, perSet: 25, size: 400 })) {
    folder.apply(event)
    if (event.seq % 1000 === 0) await folder.idle()
  }
  await folder.close()
  const script = await readFile(join(home.dir, 'the-lantern-room.md'), 'utf8')
  return { ...written, script: script.length }
}

test('what is written for a script of 10,000 segments is ten times what is written for 1,000', { timeout: 120_000 }, async () => {
  const small = await writtenFor(1000)
  const large = await writtenFor(10_000)
  expect(large.characters / small.characters).toBeLessThan(1.5 * (large.script / small.script))
  expect(large.characters).toBeLessThan(15 * large.script)
})
