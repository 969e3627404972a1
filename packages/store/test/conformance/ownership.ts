import { describe, expect, test } from 'vitest'
import { delta, newState, part, partEnd, partStart, progress } from '../sample-run.ts'
import { codeOf, type Fixture, morning, noon } from './fixture.ts'

export const ofOwnership = (at: Fixture): void => {
  describe('ownership', () => {
    test('grows by one with every claim, from 1', async () => {
      const id = await at.newRun()
      expect([await at.store().claim(id), await at.store().claim(id), await at.store().claim(id)]).toStrictEqual([1, 2, 3])
    })

    test('has two who claim at once given different epochs, and only the later one writes', async () => {
      const id = await at.newRun()
      const epochs = await Promise.all([at.store().claim(id), at.store().claim(id)])
      expect(new Set(epochs)).toStrictEqual(new Set([1, 2]))
      expect(await codeOf(at.store().commit(id, 1, { events: [progress(1)] }, noon))).toBe('conflict')
      expect(await at.store().commit(id, 2, { events: [progress(2)] }, noon)).toHaveLength(1)
    })

    test.each([-1, 0, 1, 3])('refuses a commit under epoch %i of a run in epoch 2, and stores nothing of it', async epoch => {
      const { id } = await at.ownRun()
      const own = await at.store().claim(id)
      await at.store().commit(id, own, { parts: [part(1)], events: [partStart(1), delta(1, 'kept')] }, morning)
      const before = [await at.store().load(id), await at.store().summary(id), await at.eventsOf(id)]
      const change = { run: { ...newState('stolen'), status: 'failed' as const }, parts: [part(1, { status: 'done' })], events: [partEnd(1, [])] }
      expect(await codeOf(at.store().commit(id, epoch, change, noon))).toBe('conflict')
      expect([await at.store().load(id), await at.store().summary(id), await at.eventsOf(id)]).toStrictEqual(before)
    })

    test('of a run that nobody claimed is epoch 0', async () => {
      const id = await at.newRun()
      expect(await at.store().commit(id, 0, { events: [progress(1)] }, noon)).toHaveLength(1)
    })
  })
}
