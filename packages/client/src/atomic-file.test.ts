import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileAtomic, createFolderAtomic, fileError, removeLeftovers, writeFileAtomic } from './atomic-file.ts'
import { temporaryFolder } from './folder/folder.fixture.ts'

const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error)

describe('a file that is written whole or not at all', () => {
  test('has the permissions of any new file when it is new, and keeps its own when it is not', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    await writeFileAtomic(file, 'one')
    await writeFile(join(home.dir, 'ordinary.md'), '')
    expect((await stat(file)).mode).toBe((await stat(join(home.dir, 'ordinary.md'))).mode)
    await chmod(file, 0o640)
    await writeFileAtomic(file, 'two')
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect(await readFile(file, 'utf8')).toBe('two')
    expect((await readdir(home.dir)).toSorted()).toEqual(['a.md', 'ordinary.md'])
  })

  test('is never seen half written', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    const texts = Array.from({ length: 40 }, (_, at) => `${at}`.repeat(20_000))
    await writeFileAtomic(file, texts[0] ?? '')
    const seen = new Set<string>()
    const writing = { over: false }
    const reader = (async () => {
      while (!writing.over) seen.add(await readFile(file, 'utf8'))
    })()
    for (const text of texts) await writeFileAtomic(file, text)
    writing.over = true
    await reader
    expect([...seen].filter(text => !texts.includes(text))).toEqual([])
  })

  test('takes the place of a link, and what the link led to stays as it was', async () => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    await writeFile(join(elsewhere.dir, 'mine.md'), 'mine')
    await symlink(join(elsewhere.dir, 'mine.md'), join(home.dir, 'a.md'))
    await writeFileAtomic(join(home.dir, 'a.md'), 'ours')
    expect(await readFile(join(elsewhere.dir, 'mine.md'), 'utf8')).toBe('mine')
    expect(await readFile(join(home.dir, 'a.md'), 'utf8')).toBe('ours')
  })

  test('never goes through a link that is swapped in again and again', async () => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    const [target, file] = [join(elsewhere.dir, 'mine.md'), join(home.dir, 'a.md')]
    await writeFile(target, 'mine')
    const writing = { over: false }
    const swapper = (async () => {
      for (let at = 0; !writing.over; at++) {
        await symlink(target, join(home.dir, `link-${at}`))
        await rename(join(home.dir, `link-${at}`), file)
      }
    })()
    for (let at = 0; at < 100; at++) await writeFileAtomic(file, `ours ${at}`)
    writing.over = true
    await swapper
    expect(await readFile(target, 'utf8')).toBe('mine')
    expect(await readdir(elsewhere.dir)).toEqual(['mine.md'])
  })

  test('stays as it is when it is not allowed after all', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    await writeFileAtomic(file, 'one')
    expect(await writeFileAtomic(file, 'two', async () => false)).toBe(false)
    expect(await readFile(file, 'utf8')).toBe('one')
    expect(await readdir(home.dir)).toEqual(['a.md'])
  })

  test('is written by one of those who want it to be new', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    const texts = ['one', 'two', 'three', 'four']
    const won = await Promise.all(texts.map(text => createFileAtomic(file, text)))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await readFile(file, 'utf8')).toBe(texts[won.indexOf(true)])
    expect(await readdir(home.dir)).toEqual(['a.md'])
  })

  test('ends in a sentence when the folder is gone', async () => {
    await using home = await temporaryFolder()
    const error = await rejection(writeFileAtomic(join(home.dir, 'gone', 'a.md'), 'x'))
    expect(error).toMatchObject({ code: 'file-processing', message: 'a.md could not be written because its folder is not there.' })
  })

  test.skipIf(process.getuid?.() !== 0)('ends in a sentence without permission, and leaves what was there', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    await writeFileAtomic(file, 'one')
    await chmod(home.dir, 0o755)
    process.seteuid?.(65_534)
    const error = await rejection(writeFileAtomic(file, 'two')).finally(() => process.seteuid?.(0))
    expect(error).toMatchObject({ code: 'file-processing', message: expect.stringContaining('a.md could not be written for want of permission') })
    expect(await readFile(file, 'utf8')).toBe('one')
    expect(await readdir(home.dir)).toEqual(['a.md'])
  })

  test.skipIf(process.platform === 'win32')('leaves what was there, and nothing beside it, when the disk takes no more', async () => {
    await using home = await temporaryFolder()
    const file = join(home.dir, 'a.md')
    await writeFileAtomic(file, 'one')
    // A limit on the size of files stands in for a disk that is full half-way.
    const source = `
      import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, 'atomic-file.ts'))}
      await writeFileAtomic(${JSON.stringify(file)}, 'x'.repeat(1_000_000)).catch(error => console.log(error.code, error.message))
    `
    const limited = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 64; exec "$0" --input-type=module-typescript -e "$1"`, process.execPath, source], { encoding: 'utf8' })
    expect(limited.stdout).toBe('storage a.md could not be written (EFBIG); what was there before is untouched.\n')
    expect(await readFile(file, 'utf8')).toBe('one')
    expect(await readdir(home.dir)).toEqual(['a.md'])
  })

  test.each([
    ['ENOSPC', 'storage', 'a.md could not be written because the disk is full: make room, then go on.'],
    ['EROFS', 'file-processing', 'a.md could not be written for want of permission: allow it, or choose another folder.'],
    ['EIO', 'storage', 'a.md could not be written (EIO); what was there before is untouched.'],
  ])('says what %s means', (code, expected, message) => {
    expect(fileError(Object.assign(new Error('no'), { code }), 'a.md')).toMatchObject({ code: expected, message })
  })
})

describe('a folder that is made whole or not at all', () => {
  test('is made by one of those who want it, with its files', async () => {
    await using home = await temporaryFolder()
    const texts = ['one', 'two', 'three']
    const won = await Promise.all(texts.map(text => createFolderAtomic(join(home.dir, 'a'), new Map([['x', text]]))))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await readFile(join(home.dir, 'a', 'x'), 'utf8')).toBe(texts[won.indexOf(true)])
    expect(await readdir(home.dir)).toEqual(['a'])
  })

  test('does not take the place of a file', async () => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'a'), 'mine')
    expect(await createFolderAtomic(join(home.dir, 'a'), new Map([['x', 'ours']]))).toBe(false)
    expect(await readFile(join(home.dir, 'a'), 'utf8')).toBe('mine')
  })
})

const leftBy = (pid: number | undefined): string => `.coldopen-${pid}-${'0'.repeat(32)}.tmp`

describe('what a crash leaves', () => {
  test('is removed at the next opening, and nothing else is', async () => {
    await using home = await temporaryFolder()
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    await writeFile(join(home.dir, leftBy(child.pid)), 'half')
    await writeFile(join(home.dir, leftBy(process.ppid)), 'under way elsewhere')
    await writeFile(join(home.dir, '.coldopen-notes.tmp'), 'mine')
    expect(await removeLeftovers(home.dir)).toEqual([leftBy(child.pid)])
    expect((await readdir(home.dir)).toSorted()).toEqual([leftBy(process.ppid), '.coldopen-notes.tmp'].toSorted())
  })

  test('may be a folder that was to be made', async () => {
    await using home = await temporaryFolder()
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    const left = join(home.dir, leftBy(child.pid))
    await mkdir(left)
    await writeFile(join(left, 'x'), 'half')
    await removeLeftovers(home.dir)
    expect(await readdir(home.dir)).toEqual([])
    await rm(left, { force: true })
  })
})
