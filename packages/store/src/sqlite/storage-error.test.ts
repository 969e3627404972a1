import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { storageError } from './storage-error.ts'

const file = '/data/runs.sqlite'

const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const sentence = (error: unknown): string | undefined => storageError(error, file)?.message

test('a full disk is told from a read-only one, each with what to do', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'x.sqlite')
  const database = new DatabaseSync(path)
  database.exec('create table t (a); pragma max_page_count = 3')
  const full = thrownBy(() => database.exec(`insert into t values (zeroblob(100000))`))
  expect(sentence(full)).toBe(`The disk is full, so ${file} cannot be written: free some space on it, then resume. What was stored before is kept.`)
  database.close()
  const reader = new DatabaseSync(path, { readOnly: true })
  const readOnly = thrownBy(() => reader.exec('insert into t values (1)'))
  expect(sentence(readOnly)).toContain('is read-only: give yourself write permission')
  reader.close()
})

test('a file that another program holds locked is named, with what to do', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'x.sqlite')
  const one = new DatabaseSync(path)
  one.exec('begin exclusive')
  const other = new DatabaseSync(path, { timeout: 0 })
  expect(sentence(thrownBy(() => other.exec('begin immediate')))).toBe(`Another program holds ${file} locked: close it, then try again.`)
  other.close()
  one.close()
})

test('a missing folder and a file in the place of a folder are told apart', async () => {
  await using folder = await temporaryFolder()
  expect(sentence(thrownBy(() => new DatabaseSync(join(folder.path, 'nowhere', 'x.sqlite'))))).toContain('check that it is a file, that its folder exists')
  writeFileSync(join(folder.path, 'brief.md'), '')
  expect(sentence(thrownBy(() => mkdirSync(join(folder.path, 'brief.md', 'data'), { recursive: true })))).toContain('is a file and not a folder')
})

const failed = (code: string) => Object.assign(new Error(`${code}: failed`), { code, syscall: 'open' })

test('an error of the file system is known by its code', () => {
  expect(sentence(failed('EACCES'))).toContain('lack of permission')
  expect(sentence(failed('EROFS'))).toContain('read-only')
  expect(sentence(failed('ENOSPC'))).toContain('The disk is full')
  expect(sentence(failed('EMFILE'))).toBe(`${file} could not be used (EMFILE: failed): check the file and its folder, then try again.`)
})

test('the cause is kept, and a mistake in a program is not taken for the disk’s', () => {
  const database = new DatabaseSync(':memory:')
  const error = thrownBy(() => database.exec('select 1 from nowhere'))
  expect(storageError(error, file)).toMatchObject({ code: 'storage', cause: error, message: expect.stringContaining('no such table: nowhere') })
  expect(storageError(new TypeError('x is not a function'), file)).toBeUndefined()
  expect(storageError('thrown', file)).toBeUndefined()
  database.close()
})
