import { describe, expect, test } from 'vitest'
import { databases } from '../databases.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild } from './child.ts'

describe.each(databases)('$kind', ({ create }) => {
  test('of three processes that create, open and claim the same at once, each has its own epoch and only the last one writes', async () => {
    await using folder = await temporaryFolder()
    await using children = new AsyncDisposableStack()
    await using database = await create()
    const all = [1, 2, 3].map(() => children.use(startChild('claiming-child.ts', [database.url], { cache: folder.path })))
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
    const store = await database.open()
    expect((await store.load('run'))?.parts[1]?.attempt).toBe(3)
    expect(await store.events('run', 0, 10)).toHaveLength(3)
    await store.close()
  })
})
