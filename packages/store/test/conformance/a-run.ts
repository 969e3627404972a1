import { describe, expect, test } from 'vitest'
import { bible, newState, part, partStart, progress, usage } from '../sample-run.ts'
import { codeOf, type Fixture, morning, noon } from './fixture.ts'

export const ofARun = (at: Fixture): void => {
  describe('a run', () => {
    test('is loaded as it was created', async () => {
      const id = await at.newRun()
      expect(await at.store().load(id)).toStrictEqual(newState('a harbour without lights'))
    })

    test('has a summary: its idea until the plan is done, then its title', async () => {
      const { id, epoch } = await at.ownRun()
      expect(await at.store().summary(id)).toStrictEqual({
        id,
        format: 'movie',
        title: 'a harbour without lights',
        status: 'pending',
        createdAt: morning.toISOString(),
        updatedAt: morning.toISOString(),
        partsDone: 0,
        parts: 0,
        usage: newState('').usage,
        lastSeq: 0,
        kind: 'script',
        totals: { unitsDone: 0, unitsTotal: 20, words: 0 },
      })
      const planned = { ...newState('a harbour without lights'), bible: bible('Dark Water', 2), status: 'processing' as const, usage: usage(1) }
      await at.store().commit(id, epoch, { run: planned, parts: [part(0, { status: 'done' }), part(1), part(2)], events: [partStart(1)] }, noon)
      await at.store().commit(id, epoch, { parts: [part(1, { status: 'done' })] }, noon)
      expect(await at.store().summary(id)).toMatchObject({
        title: 'Dark Water',
        status: 'processing',
        createdAt: morning.toISOString(),
        updatedAt: noon.toISOString(),
        partsDone: 1,
        parts: 2,
        usage: usage(1),
        lastSeq: 1,
      })
    })

    test('says why it stopped, and says so no more when it goes on', async () => {
      const { id, epoch } = await at.ownRun()
      const problem = { code: 'storage' as const, message: 'The disk is full.' }
      const state = newState('x')
      await at.store().commit(id, epoch, { run: { ...state, status: 'paused', paused: 'storage', problem } }, noon)
      expect(await at.store().summary(id)).toMatchObject({ status: 'paused', paused: 'storage', problem })
      expect(await at.store().load(id)).toMatchObject({ status: 'paused', paused: 'storage', problem })
      await at.store().commit(id, epoch, { run: { ...state, status: 'processing' } }, noon)
      expect(await at.store().summary(id)).not.toHaveProperty('problem')
      expect(await at.store().load(id)).not.toHaveProperty('paused')
    })

    test('cannot be created twice, and the first stays as it was', async () => {
      const id = await at.newRun('the first')
      expect(await codeOf(at.store().create(id, newState('the second'), noon))).toBe('conflict')
      expect((await at.store().load(id))?.brief.idea).toBe('the first')
    })

    test.each(['', 'a/b', 'a b', 'é', '\0', '\ud800', 'x'.repeat(129)])('is not created under the id %j, and is not found under it', async id => {
      expect(await codeOf(at.store().create(id, newState('x'), morning))).toBe('invalid-input')
      expect(await at.store().load(id)).toBeUndefined()
    })

    test('that does not exist is not found', async () => {
      expect(await at.store().load('nobody')).toBeUndefined()
      expect(await at.store().summary('nobody')).toBeUndefined()
      expect(await at.eventsOf('nobody')).toStrictEqual([])
      expect(await codeOf(at.store().claim('nobody'))).toBe('not-found')
      expect(await codeOf(at.store().commit('nobody', 0, { events: [progress(1)] }, noon))).toBe('not-found')
      expect(await codeOf(at.store().remove('nobody'))).toBe('not-found')
    })

    test('that is removed is gone with everything of it, and others stay', async () => {
      const gone = await at.ownRun()
      const stays = await at.ownRun()
      for (const run of [gone, stays]) await at.store().commit(run.id, run.epoch, { parts: [part(1)], events: [partStart(1)] }, noon)
      await at.store().remove(gone.id)
      expect(await at.store().load(gone.id)).toBeUndefined()
      expect(await at.store().summary(gone.id)).toBeUndefined()
      expect(await at.eventsOf(gone.id)).toStrictEqual([])
      expect(await codeOf(at.store().commit(gone.id, gone.epoch, {}, noon))).toBe('not-found')
      expect(await at.eventsOf(stays.id)).toHaveLength(1)
      expect((await at.store().load(stays.id))?.parts).toHaveLength(2)
    })

    test('is removed in the statuses that are named, and stays in others', async () => {
      const id = await at.newRun()
      expect(await codeOf(at.store().remove(id, ['completed', 'failed']))).toBe('conflict')
      expect(await at.store().summary(id)).toBeDefined()
      await at.store().remove(id, ['pending'])
      expect(await codeOf(at.store().remove(id, ['pending']))).toBe('not-found')
    })

    test('is removed together with others, or none of them is', async () => {
      const [one, other, third] = [await at.newRun(), await at.ownRun(), await at.newRun()]
      await at.store().commit(other.id, other.epoch, { run: { ...newState('x'), status: 'processing' } }, noon)
      expect(await codeOf(at.store().remove([one, other.id, third], ['pending']))).toBe('conflict')
      expect(await codeOf(at.store().remove([one, 'nobody', third]))).toBe('not-found')
      expect(await Promise.all([one, other.id, third].map(async id => (await at.store().summary(id))?.id))).toStrictEqual([one, other.id, third])
      await at.store().remove([one, other.id], ['pending', 'processing'])
      expect(await Promise.all([one, other.id, third].map(async id => (await at.store().summary(id))?.id))).toStrictEqual([undefined, undefined, third])
    })

    test('created again after its removal begins anew', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { parts: [part(1)], events: [partStart(1)] }, noon)
      await at.store().remove(id)
      await at.store().create(id, newState('again'), noon)
      expect(await at.store().load(id)).toStrictEqual(newState('again'))
      expect(await at.store().summary(id)).toMatchObject({ lastSeq: 0, parts: 0 })
      expect(await at.store().claim(id)).toBe(1)
    })

    test('of a thousand parts is stored and loaded in order', async () => {
      const { id, epoch } = await at.ownRun()
      const parts = Array.from({ length: 1001 }, (_, number) => part(number))
      await at.store().commit(id, epoch, { parts: parts.toReversed() }, noon)
      expect((await at.store().load(id))?.parts).toStrictEqual(parts)
      expect(await at.store().summary(id)).toMatchObject({ parts: 1000, partsDone: 0 })
    })
  })
}
