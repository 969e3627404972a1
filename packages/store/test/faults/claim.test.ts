import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild } from './child.ts'

test('of three processes that create, open and claim the same at once, each has its own epoch and only the last one writes', async () => {
  await using folder = await temporaryFolder()
  await using children = new AsyncDisposableStack()
  const file = join(folder.path, 'data', 'runs.sqlite')
  const all = [1, 2, 3].map(() => children.use(startChild('claiming-child.ts', [file], { cache: folder.path })))
  const round = async (line: string): Promise<string[]> => {
    for (const child of all) child.tell(line)
    return (await Promise.all(all.map(child => child.next()))).map(String)
  }

  expect(await Promise.all(all.map(child => child.next()))).toStrictEqual(['ready', 'ready', 'ready'])
  const claims = (await round('open and claim')).map(line => line.split(' '))
  expect(claims.map(([created]) => created).toSorted((a = '', b = '') => a.localeCompare(b))).toStrictEqual(['conflict', 'conflict', 'created'])
  const epochs = claims.map(([, epoch]) => Number(epoch))
  expect(new Set(epochs)).toStrictEqual(new Set([1, 2, 3]))

  const answers = await round('commit')
  expect(answers).toStrictEqual(epochs.map(epoch => (epoch === 3 ? 'stored' : 'conflict')))
  const store = await openSqliteStore({ file })
  expect((await store.load('run'))?.parts[1]?.attempt).toBe(3)
  expect(await store.events('run', 0, 10)).toHaveLength(3)
  await store.close()
})
