import { describe, expect, test } from 'vitest'
import { bible, delta, newState, part, partStart, segment } from '../sample-run.ts'
import { codeOf, type Fixture, noon } from './fixture.ts'

export const ofACommit = (at: Fixture): void => {
  describe('a commit', () => {
    test('numbers its events from 1 on, and answers them', async () => {
      const { id, epoch } = await at.ownRun()
      const first = await at.store().commit(id, epoch, { events: [partStart(1), delta(1, 'a')] }, noon)
      const second = await at.store().commit(id, epoch, { events: [delta(1, 'b')] }, noon)
      expect(first).toStrictEqual([
        { ...partStart(1), run: id, seq: 1 },
        { ...delta(1, 'a'), run: id, seq: 2 },
      ])
      expect(second).toStrictEqual([{ ...delta(1, 'b'), run: id, seq: 3 }])
      expect(await at.eventsOf(id)).toStrictEqual([...first, ...second])
      expect((await at.store().summary(id))?.lastSeq).toBe(3)
    })

    test('that is given again from where it started is stored once, and answered the same', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { events: [partStart(1)], after: 0 }, noon)
      const change = { parts: [part(1)], events: [delta(1, 'a'), delta(1, 'b')], after: 1 }
      const first = await at.store().commit(id, epoch, change, noon)
      expect(await at.store().commit(id, epoch, change, noon)).toStrictEqual(first)
      expect(first.map(event => event.seq)).toStrictEqual([2, 3])
      expect(await at.eventsOf(id)).toHaveLength(3)
    })

    test('that starts from elsewhere is refused, and nothing of it is stored', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { events: [partStart(1), delta(1, 'a')] }, noon)
      for (const after of [0, 3]) expect(await codeOf(at.store().commit(id, epoch, { parts: [part(2)], events: [delta(1, 'b')], after }, noon))).toBe('conflict')
      expect(await codeOf(at.store().commit(id, epoch, { parts: [part(2)], after: 1 }, noon))).toBe('conflict')
      expect(await at.eventsOf(id)).toHaveLength(2)
      expect((await at.store().load(id))?.parts).toHaveLength(1)
    })

    test('of nothing changes nothing but the time', async () => {
      const { id, epoch } = await at.ownRun()
      const before = await at.store().load(id)
      expect(await at.store().commit(id, epoch, {}, noon)).toStrictEqual([])
      expect(await at.store().load(id)).toStrictEqual(before)
      expect(await at.store().summary(id)).toMatchObject({ lastSeq: 0, updatedAt: noon.toISOString() })
    })

    test('of parts leaves the other parts and the run as they are', async () => {
      const { id, epoch } = await at.ownRun()
      const problem = { code: 'model-stalled' as const, message: 'Nothing came.' }
      const finished = part(1, { status: 'failed', responseId: 'resp_1', problem, output: { segments: [segment(1)] } })
      await at.store().commit(id, epoch, { parts: [part(0, { status: 'done' }), part(1), part(2)] }, noon)
      await at.store().commit(id, epoch, { parts: [finished] }, noon)
      expect(await at.store().load(id)).toStrictEqual({
        ...newState('a harbour without lights'),
        parts: [part(0, { status: 'done' }), finished, part(2)],
      })
    })

    test('tells when a part was done, which neither a lock nor another part changes, until it is asked for again', async () => {
      const { id, epoch } = await at.ownRun()
      const later = new Date(noon.getTime() + 60_000)
      const done = part(1, { status: 'done', output: { segments: [segment(1)] } })
      await at.store().commit(id, epoch, { parts: [done, part(2)] }, noon)
      await at.store().commit(id, epoch, { parts: [{ ...done, locked: [1] }, part(2, { status: 'done' })] }, later)
      expect(await at.store().partsDoneAt(id)).toStrictEqual(new Map([[1, noon.toISOString()], [2, later.toISOString()]]))
      await at.store().commit(id, epoch, { parts: [part(1)] }, later)
      expect(await at.store().partsDoneAt(id)).toStrictEqual(new Map([[2, later.toISOString()]]))
      expect(await at.store().partsDoneAt('nobody')).toStrictEqual(new Map())
    })

    test('of the run leaves the parts as they are', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { parts: [part(0), part(1)] }, noon)
      const state = { ...newState('another idea'), bible: bible('Dark Water', 2) }
      await at.store().commit(id, epoch, { run: state }, noon)
      expect(await at.store().load(id)).toStrictEqual({ ...state, parts: [part(0), part(1)] })
    })

    test('of a part twice keeps the later one', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { parts: [part(1), part(1, { status: 'done' })] }, noon)
      expect((await at.store().load(id))?.parts[1]?.status).toBe('done')
      expect(await at.store().summary(id)).toMatchObject({ parts: 1, partsDone: 1 })
    })

    test('of a thousand events at once keeps them all in order', async () => {
      const { id, epoch } = await at.ownRun()
      const many = Array.from({ length: 1003 }, (_, n) => delta(1, `${n}`))
      const events = await at.store().commit(id, epoch, { events: many }, noon)
      expect(await at.eventsOf(id)).toStrictEqual(events)
      expect(events.map(event => event.seq)).toStrictEqual(many.map((_, n) => n + 1))
    })
  })
}
