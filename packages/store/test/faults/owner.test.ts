import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { acquireOwnership } from '../../src/index.ts'
import { lockFile } from '../../src/owner.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild, type Child } from './child.ts'

const child = async (folder: string): Promise<Child> => {
  const started = startChild('owning-child.ts', [lockFile(folder)], { cache: folder })
  expect(await started.next()).toBe('ready')
  return started
}

const tried = async (who: Child): Promise<string | undefined> => {
  who.tell('try')
  return who.next()
}

test('a folder has one owner, also for those who ask twice in one process', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  const first = acquireOwnership(path)
  expect(first).toBeDefined()
  expect(acquireOwnership(path)).toBeUndefined()
  await using other = await child(path)
  expect(await tried(other)).toBe('refused')
  first?.release()
  expect(await tried(other)).toBe('owner')
  first?.release()
  expect(acquireOwnership(path)).toBeUndefined()
})

test('different folders have different owners', async () => {
  await using folder = await temporaryFolder()
  const owners = ['a', 'b'].map(name => acquireOwnership(join(folder.path, name)))
  for (const owner of owners) {
    expect(owner).toBeDefined()
    owner?.release()
  }
})

test('an owner that keeps no handle stays the owner', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'data')
  acquireOwnership(path)
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let times = 0; times < 3; times++) {
    collect()
    await sleep(5)
  }
  await using other = await child(path)
  expect(await tried(other)).toBe('refused')
})

test('a folder that cannot be used is an error, and not somebody else’s', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'brief.md'), '')
  expect(() => acquireOwnership(join(folder.path, 'brief.md'))).toThrow(expect.objectContaining({ code: 'storage' }))
})

test('of several that try at the same moment exactly one becomes the owner', async () => {
  await using folder = await temporaryFolder()
  await using children = new AsyncDisposableStack()
  const all = await Promise.all(Array.from({ length: 4 }, async () => children.use(await child(folder.path))))
  for (let round = 0; round < 6; round++) {
    const answers = await Promise.all(all.map(tried))
    expect(answers.toSorted((a = '', b = '') => a.localeCompare(b))).toStrictEqual(['owner', 'refused', 'refused', 'refused'])
    all[answers.indexOf('owner')]?.tell('release')
    await sleep(5)
  }
})

test.skipIf(process.platform === 'win32')('an owner that is asleep stays the owner', async () => {
  await using folder = await temporaryFolder()
  await using owner = await child(folder.path)
  expect(await tried(owner)).toBe('owner')
  owner.process.kill('SIGSTOP')
  await using other = await child(folder.path)
  for (let times = 0; times < 3; times++) expect(await tried(other)).toBe('refused')
})

test('thirty owners killed one after another are each followed by one, and never by one while they live', async () => {
  await using folder = await temporaryFolder()
  await using children = new AsyncDisposableStack()
  const unkilled = new Set<Child>()
  let mostAtOnce = 0
  const contending = new Set<Promise<void>>()
  const contend = async (): Promise<void> => {
    const contender = children.use(await child(folder.path))
    contender.tell('contend')
    expect(await contender.next()).toBe('owner')
    unkilled.add(contender)
    mostAtOnce = Math.max(mostAtOnce, unkilled.size)
  }
  const addContender = () => {
    const contender = contend().then(() => void contending.delete(contender))
    contending.add(contender)
  }
  for (let n = 0; n < 3; n++) addContender()
  for (let takeOver = 0; takeOver <= 30; takeOver++) {
    while (unkilled.size === 0) await Promise.race(contending)
    const [owner] = unkilled
    if (owner === undefined) throw new Error('nobody owns the folder')
    expect(acquireOwnership(folder.path)).toBeUndefined()
    await sleep(Math.random() * 10)
    unkilled.delete(owner)
    if (takeOver < 28) addContender()
    await owner.kill()
  }
  expect(mostAtOnce).toBe(1)
})
