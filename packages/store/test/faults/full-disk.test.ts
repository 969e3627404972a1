import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild, type Child } from './child.ts'
import { createNumberedRun, expectedAfter } from './numbered-commits.ts'

/** So many that the file, the log of it, and the writing back of the one to the other all meet the limits below. */
const characters = 300_000

/** Lets a child commit until its store refuses; answers how many it acknowledged, and what it said then. */
const untilRefused = async (child: Child): Promise<{ acknowledged: number; refusal: string }> => {
  let acknowledged = 0
  for (;;) {
    const line = (await child.next()) ?? 'the child ended'
    if (!/^\d+$/.test(line)) return { acknowledged, refusal: line }
    acknowledged = Number(line)
  }
}

/** A file whose writes fail above a size is what a full disk and a failing one have in common. */
test.skipIf(process.platform !== 'linux').each([64, 900, 3500])(
  'a disk that takes no more at %i blocks refuses a commit whole, keeps the others, and goes on when there is room',
  async limit => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'runs.sqlite')
    const before = await openSqliteStore({ file })
    await createNumberedRun(before)
    await before.close()

    await using child = startChild('committing-child.ts', [`sqlite:${file}`, `${characters}`], { cache: folder.path, limit })
    expect(await child.next()).toBe('ready')
    child.tell('go')
    const { acknowledged, refusal } = await untilRefused(child)
    expect(refusal).toContain('storage: ')
    expect(refusal).toContain(file)
    child.tell('try again')
    expect(await untilRefused(child)).toMatchObject({ acknowledged: 0, refusal })

    execFileSync('prlimit', ['--pid', `${child.process.pid}`, '--fsize=unlimited:'])
    child.tell('try again')
    for (let more = 1; more <= 12; more++) expect(await child.next()).toBe(`${acknowledged + more}`)
    await child.kill()

    const store = await openSqliteStore({ file })
    const number = (await store.load('run'))?.parts[1]?.attempt ?? 0
    expect(number).toBeGreaterThanOrEqual(acknowledged + 12)
    expect(await store.events('run', 0, 1_000_000)).toStrictEqual(expectedAfter(number, characters))
    await store.close()
  },
)
