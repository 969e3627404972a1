import { type RunEvent } from '@coldopen/core'
import { describe, expect, test } from 'vitest'
import { delta, newState, part, progress } from '../sample-run.ts'
import { type Fixture, noon } from './fixture.ts'

export const ofManyAtOnce = (at: Fixture): void => {
  describe('many at once', () => {
    test('commit to many runs, and each has its own numbers without a gap', async () => {
      const runs = await Promise.all(Array.from({ length: 12 }, at.ownRun))
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, round) =>
          runs.map(run => at.store().commit(run.id, run.epoch, { parts: [part(round)], events: [delta(round, run.id), delta(round, 'b')] }, noon)),
        ).flat(),
      )
      for (const { id } of runs) {
        const told = answers.flat().filter((event: RunEvent) => event.run === id)
        expect(told.map(event => event.seq).toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: 20 }, (_, n) => n + 1))
        expect(await at.eventsOf(id)).toStrictEqual(told.toSorted((a, b) => a.seq - b.seq))
        expect(await at.store().summary(id)).toMatchObject({ parts: 9, lastSeq: 20 })
      }
    })

    test('create the same run, and one of them does', async () => {
      const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => at.store().create('contested', newState(`${n}`), noon)))
      expect(answers.filter(answer => answer.status === 'fulfilled')).toHaveLength(1)
    })

    test('read while others write, and see each commit whole or not at all', async () => {
      const { id, epoch } = await at.ownRun()
      const writes = Array.from({ length: 20 }, (_, n) =>
        at.store().commit(id, epoch, { parts: [part(1, { attempt: n }), part(2, { attempt: n })], events: [progress(n)] }, noon),
      )
      const reads = Array.from({ length: 20 }, () => at.store().load(id))
      for (const state of await Promise.all(reads)) expect(state?.parts[1]?.attempt).toBe(state?.parts[2]?.attempt)
      await Promise.all(writes)
    })
  })
}
