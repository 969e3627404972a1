import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { briefSchema } from '@coldopen/core/protocol'
import { expect, test } from 'vitest'
import { holdRun } from './hold-run.ts'
import { lockPiece } from './lock-piece.ts'
import { renameScript } from './rename-script.ts'
import { readSidecar, sidecarText, type Sidecar } from './sidecar.ts'

const sidecar: Sidecar = { version: 1, run: 'run-1', lastEvent: 4, told: 4, ended: true, parts: 1, sample: true, brief: briefSchema.parse({ format: 'movie', idea: 'A door in the sea' }), files: {}, passages: {}, locks: ['seg_0002'] }

const folder = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-lock-'))
  const file = join(dir, 'light.coldopen.json')
  await writeFile(file, sidecarText(sidecar))
  return { dir, file, now: async () => readSidecar(await readFile(file, 'utf8'), 'light.coldopen.json'), [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) }
}

test('a lock is noted in the sidecar and taken out again, and nothing else of it changes', async () => {
  await using place = await folder()
  expect(await lockPiece(place.dir, place.file, { id: 'seg_0001', locked: true })).toBe(true)
  expect(await place.now()).toEqual({ ...sidecar, locks: ['seg_0001', 'seg_0002'] })
  expect(await lockPiece(place.dir, place.file, { id: 'seg_0001', locked: true })).toBe(true)
  expect(await lockPiece(place.dir, place.file, { id: 'seg_0001', locked: false })).toBe(true)
  expect(await readFile(place.file, 'utf8')).toBe(sidecarText(sidecar))
})

test('while somebody follows the run the sidecar is theirs to write', async () => {
  await using place = await folder()
  const held = await holdRun(place.dir, 'run-1')
  expect(await lockPiece(place.dir, place.file, { id: 'seg_0001', locked: true })).toBe(false)
  expect(await readFile(place.file, 'utf8')).toBe(sidecarText(sidecar))
  held?.release()
})

test('a sidecar that is not there, or is none, is refused in a sentence', async () => {
  await using place = await folder()
  await expect(lockPiece(place.dir, join(place.dir, 'gone.coldopen.json'), { id: 'seg_0001', locked: true })).rejects.toThrow(/gone\.coldopen\.json/)
  await writeFile(place.file, '{')
  await expect(lockPiece(place.dir, place.file, { id: 'seg_0001', locked: true })).rejects.toMatchObject({ code: 'file-processing' })
})

test('the name that the writer gives a script is noted with what is known of the file, and is no other file’s', async () => {
  await using place = await folder()
  const files = { 'light.md': { hash: 'a'.repeat(64) }, 'light_metadata.json': { hash: 'b'.repeat(64) } }
  await writeFile(place.file, sidecarText({ ...sidecar, files }))
  expect(await renameScript(place.dir, place.file, { from: 'light.md', to: 'light_metadata.json' })).toBe(true)
  expect(await place.now()).toEqual({ ...sidecar, files })
  expect(await renameScript(place.dir, place.file, { from: 'light.md', to: 'The Light.md' })).toBe(true)
  expect(await place.now()).toEqual({ ...sidecar, scriptFile: 'The Light.md', files: { 'light_metadata.json': { hash: 'b'.repeat(64) }, 'The Light.md': { hash: 'a'.repeat(64) } } })
  expect(await renameScript(place.dir, place.file, { from: 'The Light.md', to: 'light.md' })).toBe(true)
  expect((await place.now()).files).toEqual(files)
})
