import { runEventSchema, type RunEvent } from '@coldopen/core'
import { describe, expect, test } from 'vitest'
import { bible, delta, newState, part, partEnd, partStart, planEnd, progress, segment } from '../sample-run.ts'
import { type Fixture, noon } from './fixture.ts'

export const ofTheEvents = (at: Fixture): void => {
  describe('the events', () => {
    test('come in pages after a number, in order', async () => {
      const { id, epoch } = await at.ownRun()
      const events = await at.store().commit(id, epoch, { events: ['a', 'b', 'c', 'd', 'e'].map(text => delta(1, text)) }, noon)
      expect(await at.store().events(id, 0, 2)).toStrictEqual(events.slice(0, 2))
      expect(await at.store().events(id, 2, 2)).toStrictEqual(events.slice(2, 4))
      expect(await at.store().events(id, 4, 2)).toStrictEqual(events.slice(4))
      expect(await at.store().events(id, 5, 2)).toStrictEqual([])
      for (const limit of [0, -1]) expect(await at.store().events(id, 0, limit)).toStrictEqual([])
      for (const after of [Number.MAX_SAFE_INTEGER, Infinity]) expect(await at.store().events(id, after, 2)).toStrictEqual([])
      expect(await at.store().events(id, -1, Infinity)).toStrictEqual(events)
    })

    test('of many parts that stream at once come in order, in pages of any size, from any number on', async () => {
      const { id, epoch } = await at.ownRun()
      const told: RunEvent[] = []
      for (let round = 0; round < 40; round++) {
        const events = Array.from({ length: 12 }, (_, number) => (round % 10 === 3 && number === 5 ? partStart(number) : delta(number, `${round} ${number} ${'a door '.repeat(number * 3)}`)))
        told.push(...(await at.store().commit(id, epoch, { events: [...events, progress(round)] }, noon)))
      }
      const stored = told.filter(event => event.type !== 'progress' || event.seq === told.length)
      for (const limit of [1, 7, 64, 1000]) {
        const read: RunEvent[] = []
        for (let page = await at.store().events(id, 0, limit); page.length > 0; page = await at.store().events(id, read.at(-1)?.seq ?? 0, limit)) read.push(...page)
        expect(read).toStrictEqual(stored)
      }
      for (const after of [1, 100, 333]) expect(await at.store().events(id, after, 1000)).toStrictEqual(stored.filter(event => event.seq > after))
    })

    test('of a run that another process took over in the middle are whole', async () => {
      const { id, epoch } = await at.ownRun()
      const told = await at.store().commit(id, epoch, { events: [delta(1, 'a'), delta(1, 'b')] }, noon)
      const next = await at.store().claim(id)
      await expect(at.store().commit(id, epoch, { events: [delta(1, 'lost')] }, noon)).rejects.toMatchObject({ code: 'conflict' })
      for (const text of ['c', 'd']) told.push(...(await at.store().commit(id, next, { events: [delta(1, text)] }, noon)))
      expect(await at.eventsOf(id)).toStrictEqual(told)
    })

    test('of a finished part are its start and its end: deltas of every attempt are gone, those of other parts stay', async () => {
      const { id, epoch } = await at.ownRun()
      const ofSegment = { part: 1, attempt: 1, segment: 1 }
      await at.store().commit(
        id,
        epoch,
        {
          events: [
            partStart(1),
            { type: 'segment-start', ...ofSegment },
            delta(1, 'a'),
            { type: 'segment-end', ...ofSegment },
            { type: 'part-failed', part: 1, attempt: 1, problem: { code: 'model-stalled', message: 'Nothing came.' }, kept: [1], mayBeCharged: true },
            partStart(1, 2),
            delta(1, 'b', 2),
            { type: 'chunk-delta', part: 1, attempt: 2, text: 'c' },
            delta(2, 'stays'),
          ],
        },
        noon,
      )
      const output = [segment(1), segment(2)]
      await at.store().commit(
        id,
        epoch,
        { parts: [part(1, { status: 'done', output: { segments: output } })], events: [delta(1, 'last'), partEnd(1, output, 2), delta(1, 'after')] },
        noon,
      )
      const events = await at.eventsOf(id)
      expect(events.map(event => [event.seq, event.type])).toStrictEqual([
        [1, 'part-start'],
        [5, 'part-failed'],
        [6, 'part-start'],
        [9, 'segment-delta'],
        [11, 'part-end'],
        [12, 'segment-delta'],
      ])
      expect(events[4]).toStrictEqual({ ...partEnd(1, output, 2), run: id, seq: 11 })
    })

    test('of a finished plan are its start and its end, with the bible', async () => {
      const { id, epoch } = await at.ownRun()
      const plan = bible('Dark Water', 2)
      await at.store().commit(id, epoch, { events: [{ type: 'plan-delta', part: 0, attempt: 1, path: ['title'], text: 'Da' }, delta(1, 'stays')] }, noon)
      await at.store().commit(id, epoch, { run: { ...newState('x'), bible: plan }, events: [planEnd(plan)] }, noon)
      expect(await at.eventsOf(id)).toStrictEqual([
        { ...delta(1, 'stays'), run: id, seq: 2 },
        { ...planEnd(plan), run: id, seq: 3 },
      ])
    })

    test('give the output that the part and the plan have now', async () => {
      const { id, epoch } = await at.ownRun()
      const plan = bible('Dark Water', 2)
      const done = part(1, { status: 'done', output: { segments: [segment(1)] } })
      await at.store().commit(id, epoch, { run: { ...newState('x'), bible: plan }, parts: [done], events: [planEnd(plan), partEnd(1, [segment(1)])] }, noon)
      const edited = { ...plan, title: 'Black Water' }
      await at.store().commit(id, epoch, { run: { ...newState('x'), bible: edited }, parts: [{ ...done, output: { segments: [segment(7)] } }] }, noon)
      expect(await at.eventsOf(id)).toMatchObject([{ bible: { title: 'Black Water' } }, { segments: [{ segment_number: 7 }] }])
    })

    test('of a finished chunk have its text and its facts, stored once', async () => {
      const { id, epoch } = await at.ownRun()
      const chunk = { chunk_number: 1, title: 'Cold Open', target_words: 2, words: 2, text: 'Hear this.', marks: [] }
      const pack = { topic: 'Harbours', facts: [{ fact: 'They silt up.', source_ids: [] }], names: [], sources: [] }
      const end = { ...partEnd(1, []), chunk, pack }
      await at.store().commit(id, epoch, { events: [{ type: 'pack-end', part: 1, attempt: 1, pack }, { type: 'chunk-delta', part: 1, attempt: 1, text: 'Hear' }] }, noon)
      await at.store().commit(id, epoch, { parts: [part(1, { status: 'done', output: { segments: [], chunk, pack, closed: true } })], events: [end] }, noon)
      expect(await at.eventsOf(id)).toStrictEqual([{ ...end, run: id, seq: 3 }])
    })

    test('have the output they were committed with where no part and no plan has one', async () => {
      const { id, epoch } = await at.ownRun()
      const plan = bible('Dark Water', 2)
      await at.store().commit(id, epoch, { events: [planEnd(plan), partEnd(9, [segment(1)])] }, noon)
      expect(await at.eventsOf(id)).toMatchObject([{ bible: plan }, { segments: [segment(1)] }])
    })

    test('keep the plan that was told of, when the run has none any more', async () => {
      const { id, epoch } = await at.ownRun()
      const plan = bible('Dark Water', 2)
      await at.store().commit(id, epoch, { run: { ...newState('x'), bible: plan }, events: [planEnd(plan)] }, noon)
      await at.store().commit(id, epoch, { run: newState('x') }, noon)
      expect(await at.eventsOf(id)).toMatchObject([{ bible: plan }])
      expect(await at.store().load(id)).not.toHaveProperty('bible')
    })

    test('hold the newest progress only', async () => {
      const { id, epoch } = await at.ownRun()
      await at.store().commit(id, epoch, { events: [progress(1), delta(1, 'a'), progress(2)] }, noon)
      await at.store().commit(id, epoch, { events: [delta(1, 'b'), progress(3)] }, noon)
      await at.store().commit(id, epoch, { events: [delta(1, 'c')] }, noon)
      expect((await at.eventsOf(id)).map(event => event.seq)).toStrictEqual([2, 4, 5, 6])
      expect((await at.eventsOf(id))[2]).toMatchObject({ type: 'progress', characters: 3 })
    })

    test('are such as every client can read', async () => {
      const { id, epoch } = await at.ownRun()
      const plan = bible('Dark Water', 2)
      const output = [segment(1)]
      const change = {
        run: { ...newState('x'), bible: plan },
        parts: [part(1, { output: { segments: output } })],
        events: [planEnd(plan), partStart(1), delta(1, 'a'), partEnd(1, output), delta(2, 'b'), progress(1)],
      }
      await at.store().commit(id, epoch, change, noon)
      for (const event of await at.eventsOf(id)) expect(runEventSchema.parse(event)).toStrictEqual(event)
    })
  })
}
