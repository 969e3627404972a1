import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { run, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const kilobytes = 256

/** A disk of its own, which may be filled; undefined where this user cannot have one. */
const smallDisk = async (): Promise<({ dir: string } & AsyncDisposable) | undefined> => {
  const folder = await temporaryFolder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'coldopen-test', folder.dir]).status === 0
  if (!mounted) await folder[Symbol.asyncDispose]()
  return mounted
    ? {
        dir: folder.dir,
        async [Symbol.asyncDispose]() {
          spawnSync('umount', [folder.dir])
          await folder[Symbol.asyncDispose]()
        },
      }
    : undefined
}

test('a disk that fills up spoils nothing, is told of, and is written on when there is room again', async context => {
  const events = wholeRun({ segments: 12, perSet: 3, size: 60 })
  await using undisturbed = await temporaryFolder()
  const whole = await openScriptFolder({ dir: undisturbed.dir, run, brief, clock: createHandClock() })
  for (const event of events) whole.apply(event)
  await whole.close()
  const expected = await filesIn(undisturbed.dir)

  for (const pages of [1, 3, 5, 8]) {
    await using disk = await smallDisk()
    if (!disk) return context.skip()
    const ballast = join(disk.dir, 'ballast')
    await writeFile(ballast, 'x'.repeat((kilobytes - 4 * pages) * 1024))
    const notices = new Set<string>()
    const folder = await openScriptFolder({ dir: disk.dir, run, brief, clock: createHandClock(), onNotice: sentence => notices.add(sentence) })
    try {
      let failures = 0
      for (const event of events) {
        folder.apply(event)
        if (event.seq % 20 === 0) await folder.flush().catch(() => failures++)
      }
      expect(failures).toBeGreaterThan(0)
      expect([...notices].filter(sentence => !sentence.includes('the disk is full'))).toEqual([])
      const { ballast: _, ...files } = await filesIn(disk.dir)
      for (const [name, text] of Object.entries(files)) if (name.endsWith('.json')) JSON.parse(text)
    } finally {
      await rm(ballast)
      await folder.close()
    }
    expect(await filesIn(disk.dir)).toEqual(expected)
  }
  return undefined
})
