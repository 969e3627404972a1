import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { run, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

/** Bytes that this process has written so far, as the system counts them. */
const bytesWritten = async (): Promise<number> => Number(/^wchar: (\d+)$/m.exec(await readFile('/proc/self/io', 'utf8'))?.[1])

/** Writes a run without any time going by. Answers how many bytes were written, and how many the script has. */
const writtenFor = async (segments: number): Promise<{ bytes: number; script: number }> => {
  await using home = await temporaryFolder()
  const before = await bytesWritten()
  const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
  for (const event of wholeRun({ segments, perSet: 25, size: 400 })) {
    folder.apply(event)
    if (event.seq % 3000 === 0) await folder.idle()
  }
  await folder.close()
  const script = await readFile(join(home.dir, 'the-lantern-room.md'))
  return { bytes: (await bytesWritten()) - before, script: script.length }
}

test.skipIf(process.platform !== 'linux')('what is written for 10,000 segments is ten times what is written for 1,000', { timeout: 120_000 }, async () => {
  const small = await writtenFor(1000)
  const large = await writtenFor(10_000)
  expect(large.script).toBeGreaterThan(9 * small.script)
  expect(large.bytes / small.bytes).toBeLessThan((1.3 * large.script) / small.script)
  expect(large.bytes).toBeLessThan(12 * large.script)
})
