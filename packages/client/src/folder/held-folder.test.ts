import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { howOften, reportFault } from '@coldopen/core/testing'
import { describe, expect, test } from 'vitest'
import { writeFileAtomic } from '../atomic-file.ts'
import { temporaryFolder } from './folder.fixture.ts'
import { holdFolder } from './held-folder.ts'

const races = howOften(200, 10_000)

describe('a folder that is held', () => {
  test('knows when it is no longer at its place', async () => {
    await using home = await temporaryFolder()
    const dir = join(home.dir, 'mine')
    await mkdir(dir)
    const held = await holdFolder(dir)
    expect(await held.isThere()).toBe(true)
    await rename(dir, join(home.dir, 'moved'))
    expect(await held.isThere()).toBe(false)
    await mkdir(dir)
    expect(await held.isThere()).toBe(false)
    await held.close()
  })

  test.skipIf(process.platform !== 'linux')('is the only one written into, however often a link takes its place', async () => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    const dir = join(home.dir, 'mine')
    await mkdir(dir)
    const held = await holdFolder(dir)
    const writing = { over: false }
    const swapper = (async () => {
      while (!writing.over) {
        await rename(dir, join(home.dir, 'aside'))
        await symlink(elsewhere.dir, dir)
        await rm(dir)
        await rename(join(home.dir, 'aside'), dir)
      }
    })()
    for (let at = 0; at < races; at++) await writeFileAtomic(held.path(`${at % 60}.md`), 'ours')
    writing.over = true
    await swapper
    expect(await readdir(elsewhere.dir)).toEqual([])
    expect(await readdir(dir)).toHaveLength(60)
    await held.close()
    reportFault({ row: 'S7', did: 'writes while a link takes the place of the folder again and again', times: races, figure: '0 written outside', target: '0 written outside' })
  }, 60_000 + races * 60)

  test('has to be there', async () => {
    await using home = await temporaryFolder()
    await expect(holdFolder(join(home.dir, 'none'))).rejects.toMatchObject({ code: 'not-found' })
  })
})
