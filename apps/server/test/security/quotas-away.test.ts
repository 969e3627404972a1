import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { brief, untilStatus } from './hosted.ts'
import { openPriced, today } from './priced.ts'

/** The table of what users have used of a day, of which one kind of change fails until it is mended: a request that is counted, or what one gives back. */
const breakDays = (dataFolder: string, change: 'counted' | 'given back') => {
  const database = new DatabaseSync(join(dataFolder, 'coldopen.sqlite'), { timeout: 5000 })
  database.exec(`create trigger away before update on user_days when new.requests ${change === 'counted' ? '>' : '='} old.requests begin select raise(fail, 'away'); end`)
  return {
    mend: () => database.exec('drop trigger if exists away'),
    [Symbol.dispose]: () => database.close(),
  }
}

test('an answer whose real cost cannot be counted just now is kept; it stays counted at its worst, and for what it was once that can be stored', async () => {
  await using hosted = await openPriced()
  const anna = hosted.as(await hosted.add('anna', { quota: { cost: 1000 } }))
  using days = breakDays(hosted.dataFolder, 'given back')
  const { runId } = await anna.runs.start.mutate({ brief: { format: 'prose', idea: brief.idea, words: 300, chunks: 1 } })
  await untilStatus(anna, runId, 'completed')
  expect(hosted.fake.requests).toHaveLength(2)
  const spent = (await anna.runs.get.query({ runId })).summary.usage.cost ?? 0
  expect(spent).toBeGreaterThan(0)
  expect((await today(hosted))?.cost).toBeGreaterThan(spent + 1)
  days.mend()
  await expect.poll(async () => (await today(hosted))?.cost).toBeCloseTo(spent, 6)
})

test('a server that ends before it could give back what was reserved ends all the same, and the day stays counted at its worst', async () => {
  await using hosted = await openPriced()
  const anna = await hosted.add('anna', { quota: { cost: 1000 } })
  using days = breakDays(hosted.dataFolder, 'given back')
  const { runId } = await hosted.as(anna).runs.start.mutate({ brief })
  await untilStatus(hosted.as(anna), runId, 'completed')
  const worst = await today(hosted)
  await hosted.restart()
  days.mend()
  expect(await today(hosted)).toEqual(worst)
  expect((await hosted.as(anna).runs.get.query({ runId })).summary.status).toBe('completed')
})

test('a request that cannot be counted does not leave: its run says why, and that nothing was charged, and goes on when it is resumed', async () => {
  await using hosted = await openPriced()
  const anna = hosted.as(await hosted.add('anna', { quota: { cost: 1000 } }))
  using days = breakDays(hosted.dataFolder, 'counted')
  const { runId } = await anna.runs.start.mutate({ brief })
  await untilStatus(anna, runId, 'paused')
  expect((await anna.runs.get.query({ runId })).summary).toMatchObject({ paused: 'storage', problem: { code: 'storage', message: expect.stringContaining('coldopen.sqlite could not be used') } })
  expect(hosted.fake.requests).toEqual([])
  days.mend()
  const { parts } = await anna.runs.get.query({ runId })
  expect(parts.filter(part => part.mayBeCharged)).toEqual([])
  await anna.runs.resume.mutate({ runId })
  await untilStatus(anna, runId, 'completed')
})
