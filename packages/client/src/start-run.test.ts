import { expect, test, vi } from 'vitest'
import { createColdopen } from './create-coldopen.ts'
import { startRun } from './start-run.ts'

const pauses = vi.hoisted((): number[] => [])
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }))

test('a server that stays away is given up after some tries with growing pauses, and the run that it may have begun is named', async () => {
  const connect = async () => createColdopen({ url: 'http://127.0.0.1:9', token: '0'.repeat(64) })
  const starting = startRun(connect, { brief: { format: 'movie', idea: 'A lighthouse' }, runId: 'a-run' })
  await expect(starting).rejects.toMatchObject({ serverGone: true, message: 'The Coldopen server at http://127.0.0.1:9 does not answer. Run a-run may have been started all the same: look for it before you start another.' })
  expect(pauses).toEqual([200, 400, 800, 1600, 3200])
})
