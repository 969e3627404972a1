import { dirname } from 'node:path'
import { briefSchema } from '@coldopen/core/protocol'
import { expect, test } from 'vitest'
import { holdRun } from '../folder/hold-run.ts'
import { openDesk } from './testing/open-desk.ts'

const brief = briefSchema.parse({ format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 60 })

test('a script that is drafted here is gone on with as that very draft, and nobody else writes its files until it has ended', async () => {
  await using opened = await openDesk({ speed: 3000 })
  const { desk, dataFolder } = opened
  const first = await desk.start({ brief, base: opened.folder, limits: {} })
  await expect.poll(() => first.file()).toBeDefined()
  const dir = dirname(first.file() ?? '')
  expect(await desk.resume(dir, {})).toBe(first)
  expect(await holdRun(dataFolder, first.run)).toBeUndefined()
  await first.stop()
  await first.ended
  expect(first.status()).toBe('cancelled')

  const [second, same] = await Promise.all([desk.resume(dir, {}), desk.resume(dir, {})])
  expect(second).not.toBe(first)
  expect(same).toBe(second)
  await second.stop()
  await second.ended

  const held = await holdRun(dataFolder, first.run)
  await expect(desk.resume(dir, {})).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('writes the files of this draft') })
  held?.release()
  const third = await desk.resume(dir, {})
  await third.stop()
  await third.ended
})

test('a draft that could not be begun leaves its files to whoever comes next', async () => {
  await using opened = await openDesk()
  const { desk, dataFolder } = opened
  const first = await desk.start({ brief: { ...brief, segments: 3 }, base: opened.folder, limits: {} })
  await first.ended
  const dir = dirname(first.file() ?? '')
  const { api } = await opened.connect()
  await api.runs.delete.mutate({ runId: first.run })
  await expect(desk.resume(dir, {})).rejects.toThrow(`There is no run ${first.run}`)
  const held = await holdRun(dataFolder, first.run)
  expect(held).toBeDefined()
  held?.release()
})
