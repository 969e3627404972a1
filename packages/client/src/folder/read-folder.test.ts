import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, temporaryFolder } from './folder.fixture.ts'
import { readFolder } from './read-folder.ts'
import { run, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'
import { readSidecar } from './sidecar.ts'

const written = async (dir: string, options: { run: string; title: string }): Promise<void> => {
  const folder = await openScriptFolder({ dir, run: options.run, brief, clock: createHandClock() })
  for (const event of wholeRun({ segments: 4, perSet: 2, title: options.title })) folder.apply({ ...event, run: options.run })
  await folder.close()
}

describe('what resumes a run', () => {
  test('is found by its folder, by a file of it, or by the sidecar', async () => {
    await using home = await temporaryFolder()
    await written(home.dir, { run, title: 'Light' })
    for (const name of ['', 'light.md', 'light.coldopen.json', 'light_set_02.json', 'light_metadata.json', 'brief.md']) {
      const facts = await readFolder(join(home.dir, name))
      expect(facts).toMatchObject({ dir: home.dir, slug: 'light', sidecar: { run, brief, lastEvent: expect.any(Number) }, edited: [], missing: [] })
    }
  })

  test('says which files the writer has edited or removed', async () => {
    await using home = await temporaryFolder()
    await written(home.dir, { run, title: 'Light' })
    await writeFile(join(home.dir, 'light_metadata.json'), '{}')
    await rm(join(home.dir, 'light_set_01.json'))
    expect(await readFolder(home.dir)).toMatchObject({ edited: ['light_metadata.json'], missing: ['light_set_01.json'] })
  })

  test('is one of several when a folder has several scripts', async () => {
    await using home = await temporaryFolder()
    await written(home.dir, { run: 'run_1', title: 'Light' })
    await written(home.dir, { run: 'run_2', title: 'Dark' })
    await expect(readFolder(home.dir)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/several scripts: say which \(.*light\.md/) })
    expect((await readFolder(join(home.dir, 'dark.md'))).sidecar.run).toBe('run_2')
    expect((await readFolder(join(home.dir, 'light_set_01.json'))).sidecar.run).toBe('run_1')
  })

  test('is missed in a sentence', async () => {
    await using home = await temporaryFolder()
    await expect(readFolder(join(home.dir, 'none'))).rejects.toMatchObject({ code: 'not-found', message: `There is no ${join(home.dir, 'none')}.` })
    await expect(readFolder(home.dir)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('has no .coldopen.json') })
    await writeFile(join(home.dir, 'x.md'), '')
    await expect(readFolder(join(home.dir, 'x.md'))).rejects.toMatchObject({ code: 'not-found' })
  })

  test.each([
    ['is not JSON', '{', 'is not JSON any more'],
    ['is of a newer version', '{"version": 2}', 'was written by a newer Coldopen'],
    ['has lost its run', '{"version": 1}', 'light.coldopen.json cannot be used: run: '],
    ['names files elsewhere', undefined, 'light.coldopen.json cannot be used: files'],
  ])('cannot be a sidecar that %s', async (_, text, problem) => {
    await using home = await temporaryFolder()
    await written(home.dir, { run, title: 'Light' })
    const file = join(home.dir, 'light.coldopen.json')
    const spoilt = text ?? (await readFile(file, 'utf8')).replace('"light.md"', '"../light.md"')
    await writeFile(file, spoilt)
    await expect(readFolder(file)).rejects.toMatchObject({ code: 'file-processing', message: expect.stringContaining(problem) })
  })

  test('never has a token in it', async () => {
    await using home = await temporaryFolder()
    await written(home.dir, { run, title: 'Light' })
    const text = await readFile(join(home.dir, 'light.coldopen.json'), 'utf8')
    for (const address of ['https://user:secret@example.org', 'https://example.org/?token=secret']) {
      const spoilt = JSON.stringify({ ...readSidecar(text, 'it'), server: address })
      expect(() => readSidecar(spoilt, 'it')).toThrow('server: a server is named without a key')
    }
  })
})
