import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { installOnce } from './install-once.ts'

const put = (name: string) => (folder: string) => writeFile(join(folder, name), '')

describe('installing into the cache', () => {
  let cache = ''
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'install-once-'))
  })
  afterEach(() => rm(cache, { recursive: true }))

  it('happens once', async () => {
    assert.equal(await installOnce(join(cache, 'tool'), 'version 1', put('one')), true)
    assert.equal(await installOnce(join(cache, 'tool'), 'version 1', put('two')), false)
    assert.deepEqual((await readdir(join(cache, 'tool'))).toSorted(), ['installed.json', 'one'])
  })

  it('happens anew for another version, in an empty folder', async () => {
    await installOnce(join(cache, 'tool'), 'version 1', put('one'))
    assert.equal(await installOnce(join(cache, 'tool'), 'version 2', put('two')), true)
    assert.deepEqual((await readdir(join(cache, 'tool'))).toSorted(), ['installed.json', 'two'])
  })

  it('is done again when it was interrupted', async () => {
    const interrupted = installOnce(join(cache, 'tool'), 'version 1', async folder => {
      await put('half')(folder)
      throw new Error('interrupted')
    })
    await assert.rejects(interrupted, /interrupted/)
    assert.equal(await installOnce(join(cache, 'tool'), 'version 1', put('whole')), true)
    assert.deepEqual((await readdir(join(cache, 'tool'))).toSorted(), ['installed.json', 'whole'])
  })
})
