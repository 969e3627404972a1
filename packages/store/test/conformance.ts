import { errorCodes, runEventSchema, type ErrorCode, type RunEvent } from '@coldopen/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../src/store.ts'
import { awkwardTexts } from './arbitrary-runs.ts'
import { agreesWithTheModel } from './agreement.ts'
import { bible, delta, newState, part, partEnd, partStart, planEnd, progress, prose, segment, usage } from './sample-run.ts'

const morning = new Date('2026-11-20T09:00:00.000Z')
const noon = new Date('2026-11-20T12:00:00.000Z')
const all = 10_000

/** What any store must do, whatever database it stands on. `open` gives an empty one; the suite closes it. */
export const conformance = (name: string, open: () => Promise<Store>): void => {
  describe(name, () => {
    let store: Store
    let ids = 0
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store.close())

    const newRun = async (idea = 'a harbour without lights', at = morning) => {
      const id = `run-${++ids}`
      await store.create(id, newState(idea), at)
      return id
    }
    /** A run of which this test is the owner. */
    const ownRun = async () => {
      const id = await newRun()
      return { id, epoch: await store.claim(id) }
    }
    const eventsOf = (id: string) => store.events(id, 0, all)

    describe('a run', () => {
      test('is loaded as it was created', async () => {
        const id = await newRun()
        expect(await store.load(id)).toStrictEqual(newState('a harbour without lights'))
      })

      test('has a summary: its idea until the plan is done, then its title', async () => {
        const { id, epoch } = await ownRun()
        expect(await store.summary(id)).toStrictEqual({
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
        })
        const planned = { ...newState('a harbour without lights'), bible: bible('Dark Water', 2), status: 'processing' as const, usage: usage(1) }
        await store.commit(id, epoch, { run: planned, parts: [part(0, { status: 'done' }), part(1), part(2)], events: [partStart(1)] }, noon)
        await store.commit(id, epoch, { parts: [part(1, { status: 'done' })] }, noon)
        expect(await store.summary(id)).toMatchObject({
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
        const { id, epoch } = await ownRun()
        const problem = { code: 'storage' as const, message: 'The disk is full.' }
        const state = newState('x')
        await store.commit(id, epoch, { run: { ...state, status: 'paused', paused: 'storage', problem } }, noon)
        expect(await store.summary(id)).toMatchObject({ status: 'paused', paused: 'storage', problem })
        expect(await store.load(id)).toMatchObject({ status: 'paused', paused: 'storage', problem })
        await store.commit(id, epoch, { run: { ...state, status: 'processing' } }, noon)
        expect(await store.summary(id)).not.toHaveProperty('problem')
        expect(await store.load(id)).not.toHaveProperty('paused')
      })

      test('cannot be created twice, and the first stays as it was', async () => {
        const id = await newRun('the first')
        expect(await codeOf(store.create(id, newState('the second'), noon))).toBe('conflict')
        expect((await store.load(id))?.brief.idea).toBe('the first')
      })

      test.each(['', 'a/b', 'a b', 'é', '\0', '\ud800', 'x'.repeat(129)])('is not created under the id %j, and is not found under it', async id => {
        expect(await codeOf(store.create(id, newState('x'), morning))).toBe('invalid-input')
        expect(await store.load(id)).toBeUndefined()
      })

      test('that does not exist is not found', async () => {
        expect(await store.load('nobody')).toBeUndefined()
        expect(await store.summary('nobody')).toBeUndefined()
        expect(await eventsOf('nobody')).toStrictEqual([])
        expect(await codeOf(store.claim('nobody'))).toBe('not-found')
        expect(await codeOf(store.commit('nobody', 0, { events: [progress(1)] }, noon))).toBe('not-found')
        expect(await codeOf(store.remove('nobody'))).toBe('not-found')
      })

      test('that is removed is gone with everything of it, and others stay', async () => {
        const gone = await ownRun()
        const stays = await ownRun()
        for (const run of [gone, stays]) await store.commit(run.id, run.epoch, { parts: [part(1)], events: [partStart(1)] }, noon)
        await store.remove(gone.id)
        expect(await store.load(gone.id)).toBeUndefined()
        expect(await store.summary(gone.id)).toBeUndefined()
        expect(await eventsOf(gone.id)).toStrictEqual([])
        expect(await codeOf(store.commit(gone.id, gone.epoch, {}, noon))).toBe('not-found')
        expect(await eventsOf(stays.id)).toHaveLength(1)
        expect((await store.load(stays.id))?.parts).toHaveLength(2)
      })

      test('created again after its removal begins anew', async () => {
        const { id, epoch } = await ownRun()
        await store.commit(id, epoch, { parts: [part(1)], events: [partStart(1)] }, noon)
        await store.remove(id)
        await store.create(id, newState('again'), noon)
        expect(await store.load(id)).toStrictEqual(newState('again'))
        expect(await store.summary(id)).toMatchObject({ lastSeq: 0, parts: 0 })
        expect(await store.claim(id)).toBe(1)
      })

      test('of a thousand parts is stored and loaded in order', async () => {
        const { id, epoch } = await ownRun()
        const parts = Array.from({ length: 1001 }, (_, number) => part(number))
        await store.commit(id, epoch, { parts: parts.toReversed() }, noon)
        expect((await store.load(id))?.parts).toStrictEqual(parts)
        expect(await store.summary(id)).toMatchObject({ parts: 1000, partsDone: 0 })
      })
    })

    describe('the list', () => {
      test('is newest first by creation, even when the clock was put back', async () => {
        const first = await newRun('x', noon)
        const second = await newRun('x', morning)
        const list = await store.list({ limit: 2 })
        expect(list.map(run => run.id)).toStrictEqual([second, first])
      })

      test('comes in pages that miss nothing, also when runs are created in between', async () => {
        const created: string[] = []
        for (let n = 0; n < 7; n++) created.push(await newRun())
        const seen: string[] = []
        let before = created.at(-1)
        while (before !== undefined && seen.length < 6) {
          const page = await store.list({ limit: 2, before })
          seen.push(...page.map(run => run.id))
          before = page.at(-1)?.id
          await newRun()
        }
        expect(seen).toStrictEqual(created.toReversed().slice(1))
      })

      test('can be of one status', async () => {
        const { id, epoch } = await ownRun()
        await newRun()
        await store.commit(id, epoch, { run: { ...newState('x'), status: 'cancelled' } }, noon)
        await newRun()
        const cancelled = await store.list({ status: 'cancelled', limit: 5 })
        expect(cancelled[0]?.id).toBe(id)
        expect(new Set(cancelled.map(run => run.status))).toStrictEqual(new Set(['cancelled']))
      })

      test('gives what the summary gives', async () => {
        const id = await newRun()
        expect((await store.list({ limit: 1 }))[0]).toStrictEqual(await store.summary(id))
      })

      test('of a page after a run that is gone is refused, for it cannot be told where to go on', async () => {
        const id = await newRun()
        await store.remove(id)
        expect(await codeOf(store.list({ limit: 2, before: id }))).toBe('not-found')
      })

      test('of no runs is empty, and of any number gives what there is', async () => {
        for (const limit of [0, -1]) expect(await store.list({ limit })).toStrictEqual([])
        for (const limit of [Number.MAX_SAFE_INTEGER, Infinity]) expect((await store.list({ limit })).length).toBeGreaterThan(0)
      })

      test('of the unfinished holds pending and processing runs, oldest first', async () => {
        const made = []
        for (const status of ['pending', 'processing', 'paused', 'completed', 'failed', 'cancelled'] as const) {
          const { id, epoch } = await ownRun()
          await store.commit(id, epoch, { run: { ...newState('x'), status } }, noon)
          made.push(id)
        }
        const unfinished = await store.unfinished()
        expect(unfinished.slice(-2)).toStrictEqual(made.slice(0, 2))
        expect(unfinished).not.toContain(made[2])
      })
    })

    describe('ownership', () => {
      test('grows by one with every claim, from 1', async () => {
        const id = await newRun()
        expect([await store.claim(id), await store.claim(id), await store.claim(id)]).toStrictEqual([1, 2, 3])
      })

      test('has two who claim at once given different epochs, and only the later one writes', async () => {
        const id = await newRun()
        const epochs = await Promise.all([store.claim(id), store.claim(id)])
        expect(new Set(epochs)).toStrictEqual(new Set([1, 2]))
        expect(await codeOf(store.commit(id, 1, { events: [progress(1)] }, noon))).toBe('conflict')
        expect(await store.commit(id, 2, { events: [progress(2)] }, noon)).toHaveLength(1)
      })

      test.each([-1, 0, 1, 3])('refuses a commit under epoch %i of a run in epoch 2, and stores nothing of it', async epoch => {
        const { id } = await ownRun()
        const own = await store.claim(id)
        await store.commit(id, own, { parts: [part(1)], events: [partStart(1), delta(1, 'kept')] }, morning)
        const before = [await store.load(id), await store.summary(id), await eventsOf(id)]
        const change = { run: { ...newState('stolen'), status: 'failed' as const }, parts: [part(1, { status: 'done' })], events: [partEnd(1, [])] }
        expect(await codeOf(store.commit(id, epoch, change, noon))).toBe('conflict')
        expect([await store.load(id), await store.summary(id), await eventsOf(id)]).toStrictEqual(before)
      })

      test('of a run that nobody claimed is epoch 0', async () => {
        const id = await newRun()
        expect(await store.commit(id, 0, { events: [progress(1)] }, noon)).toHaveLength(1)
      })
    })

    describe('a commit', () => {
      test('numbers its events from 1 on, and answers them', async () => {
        const { id, epoch } = await ownRun()
        const first = await store.commit(id, epoch, { events: [partStart(1), delta(1, 'a')] }, noon)
        const second = await store.commit(id, epoch, { events: [delta(1, 'b')] }, noon)
        expect(first).toStrictEqual([
          { ...partStart(1), run: id, seq: 1 },
          { ...delta(1, 'a'), run: id, seq: 2 },
        ])
        expect(second).toStrictEqual([{ ...delta(1, 'b'), run: id, seq: 3 }])
        expect(await eventsOf(id)).toStrictEqual([...first, ...second])
        expect((await store.summary(id))?.lastSeq).toBe(3)
      })

      test('of nothing changes nothing but the time', async () => {
        const { id, epoch } = await ownRun()
        const before = await store.load(id)
        expect(await store.commit(id, epoch, {}, noon)).toStrictEqual([])
        expect(await store.load(id)).toStrictEqual(before)
        expect(await store.summary(id)).toMatchObject({ lastSeq: 0, updatedAt: noon.toISOString() })
      })

      test('of parts leaves the other parts and the run as they are', async () => {
        const { id, epoch } = await ownRun()
        const finished = part(1, { status: 'failed', responseId: 'resp_1', problem: { code: 'model-stalled', message: 'Nothing came.' }, output: { segments: [segment(1)] } })
        await store.commit(id, epoch, { parts: [part(0, { status: 'done' }), part(1), part(2)] }, noon)
        await store.commit(id, epoch, { parts: [finished] }, noon)
        expect(await store.load(id)).toStrictEqual({
          ...newState('a harbour without lights'),
          parts: [part(0, { status: 'done' }), finished, part(2)],
        })
      })

      test('of the run leaves the parts as they are', async () => {
        const { id, epoch } = await ownRun()
        await store.commit(id, epoch, { parts: [part(0), part(1)] }, noon)
        const state = { ...newState('another idea'), bible: bible('Dark Water', 2) }
        await store.commit(id, epoch, { run: state }, noon)
        expect(await store.load(id)).toStrictEqual({ ...state, parts: [part(0), part(1)] })
      })

      test('of a part twice keeps the later one', async () => {
        const { id, epoch } = await ownRun()
        await store.commit(id, epoch, { parts: [part(1), part(1, { status: 'done' })] }, noon)
        expect((await store.load(id))?.parts[1]?.status).toBe('done')
        expect(await store.summary(id)).toMatchObject({ parts: 1, partsDone: 1 })
      })

      test('of a thousand events at once keeps them all in order', async () => {
        const { id, epoch } = await ownRun()
        const many = Array.from({ length: 1003 }, (_, n) => delta(1, `${n}`))
        const events = await store.commit(id, epoch, { events: many }, noon)
        expect(await eventsOf(id)).toStrictEqual(events)
        expect(events.map(event => event.seq)).toStrictEqual(many.map((_, n) => n + 1))
      })
    })

    describe('the events', () => {
      test('come in pages after a number, in order', async () => {
        const { id, epoch } = await ownRun()
        const events = await store.commit(id, epoch, { events: ['a', 'b', 'c', 'd', 'e'].map(text => delta(1, text)) }, noon)
        expect(await store.events(id, 0, 2)).toStrictEqual(events.slice(0, 2))
        expect(await store.events(id, 2, 2)).toStrictEqual(events.slice(2, 4))
        expect(await store.events(id, 4, 2)).toStrictEqual(events.slice(4))
        expect(await store.events(id, 5, 2)).toStrictEqual([])
        for (const limit of [0, -1]) expect(await store.events(id, 0, limit)).toStrictEqual([])
        for (const after of [Number.MAX_SAFE_INTEGER, Infinity]) expect(await store.events(id, after, 2)).toStrictEqual([])
        expect(await store.events(id, -1, Infinity)).toStrictEqual(events)
      })

      test('of a finished part are its start and its end: deltas of every attempt are gone, those of other parts stay', async () => {
        const { id, epoch } = await ownRun()
        const ofSegment = { part: 1, attempt: 1, segment: 1 }
        await store.commit(
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
        await store.commit(
          id,
          epoch,
          { parts: [part(1, { status: 'done', output: { segments: output } })], events: [delta(1, 'last'), partEnd(1, output, 2), delta(1, 'after')] },
          noon,
        )
        const events = await eventsOf(id)
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
        const { id, epoch } = await ownRun()
        const plan = bible('Dark Water', 2)
        await store.commit(id, epoch, { events: [{ type: 'plan-delta', part: 0, attempt: 1, path: ['title'], text: 'Da' }, delta(1, 'stays')] }, noon)
        await store.commit(id, epoch, { run: { ...newState('x'), bible: plan }, events: [planEnd(plan)] }, noon)
        expect(await eventsOf(id)).toStrictEqual([
          { ...delta(1, 'stays'), run: id, seq: 2 },
          { ...planEnd(plan), run: id, seq: 3 },
        ])
      })

      test('give the output that the part and the plan have now', async () => {
        const { id, epoch } = await ownRun()
        const plan = bible('Dark Water', 2)
        const done = part(1, { status: 'done', output: { segments: [segment(1)] } })
        await store.commit(id, epoch, { run: { ...newState('x'), bible: plan }, parts: [done], events: [planEnd(plan), partEnd(1, [segment(1)])] }, noon)
        const edited = { ...plan, title: 'Black Water' }
        await store.commit(id, epoch, { run: { ...newState('x'), bible: edited }, parts: [{ ...done, output: { segments: [segment(7)] } }] }, noon)
        expect(await eventsOf(id)).toMatchObject([{ bible: { title: 'Black Water' } }, { segments: [{ segment_number: 7 }] }])
      })

      test('have the output they were committed with where no part and no plan has one', async () => {
        const { id, epoch } = await ownRun()
        const plan = bible('Dark Water', 2)
        await store.commit(id, epoch, { events: [planEnd(plan), partEnd(9, [segment(1)])] }, noon)
        expect(await eventsOf(id)).toMatchObject([{ bible: plan }, { segments: [segment(1)] }])
      })

      test('keep the plan that was told of, when the run has none any more', async () => {
        const { id, epoch } = await ownRun()
        const plan = bible('Dark Water', 2)
        await store.commit(id, epoch, { run: { ...newState('x'), bible: plan }, events: [planEnd(plan)] }, noon)
        await store.commit(id, epoch, { run: newState('x') }, noon)
        expect(await eventsOf(id)).toMatchObject([{ bible: plan }])
        expect(await store.load(id)).not.toHaveProperty('bible')
      })

      test('hold the newest progress only', async () => {
        const { id, epoch } = await ownRun()
        await store.commit(id, epoch, { events: [progress(1), delta(1, 'a'), progress(2)] }, noon)
        await store.commit(id, epoch, { events: [delta(1, 'b'), progress(3)] }, noon)
        await store.commit(id, epoch, { events: [delta(1, 'c')] }, noon)
        expect((await eventsOf(id)).map(event => event.seq)).toStrictEqual([2, 4, 5, 6])
        expect((await eventsOf(id))[2]).toMatchObject({ type: 'progress', characters: 3 })
      })

      test('are such as every client can read', async () => {
        const { id, epoch } = await ownRun()
        const plan = bible('Dark Water', 2)
        const output = [segment(1)]
        const change = {
          run: { ...newState('x'), bible: plan },
          parts: [part(1, { output: { segments: output } })],
          events: [planEnd(plan), partStart(1), delta(1, 'a'), partEnd(1, output), delta(2, 'b'), progress(1)],
        }
        await store.commit(id, epoch, change, noon)
        for (const event of await eventsOf(id)) expect(runEventSchema.parse(event)).toStrictEqual(event)
      })
    })

    describe('text', () => {
      test.each(awkwardTexts)('%j comes back as it was', async text => {
        const id = `text-${++ids}`
        const plan = { ...bible(text, 1), story_outline: [text] }
        const output = { segments: [{ ...segment(1), title: text, action: text.repeat(3) }] }
        await store.create(id, newState(text), morning)
        const change = { run: { ...newState(text), bible: plan }, parts: [part(1, { output, responseId: text })], events: [planEnd(plan), partEnd(1, output.segments), delta(1, text)] }
        const events = await store.commit(id, 0, change, noon)
        expect(await eventsOf(id)).toStrictEqual(events)
        expect(await store.load(id)).toStrictEqual({ ...change.run, parts: [newState('').parts[0], ...change.parts] })
        expect((await store.summary(id))?.title).toBe(text)
      })

      test('of a million characters comes back as it was', async () => {
        const { id, epoch } = await ownRun()
        const long = prose(1, 1_000_000)
        await store.commit(id, epoch, { events: [delta(1, long)] }, noon)
        expect(await eventsOf(id)).toMatchObject([{ text: long }])
      })
    })

    describe('many at once', () => {
      test('commit to many runs, and each has its own numbers without a gap', async () => {
        const runs = await Promise.all(Array.from({ length: 12 }, ownRun))
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, round) =>
            runs.map(run => store.commit(run.id, run.epoch, { parts: [part(round)], events: [delta(round, run.id), delta(round, 'b')] }, noon)),
          ).flat(),
        )
        for (const { id } of runs) {
          const told = answers.flat().filter((event: RunEvent) => event.run === id)
          expect(told.map(event => event.seq).toSorted((a, b) => a - b)).toStrictEqual(Array.from({ length: 20 }, (_, n) => n + 1))
          expect(await eventsOf(id)).toStrictEqual(told.toSorted((a, b) => a.seq - b.seq))
          expect(await store.summary(id)).toMatchObject({ parts: 9, lastSeq: 20 })
        }
      })

      test('create the same run, and one of them does', async () => {
        const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => store.create('contested', newState(`${n}`), noon)))
        expect(answers.filter(answer => answer.status === 'fulfilled')).toHaveLength(1)
      })

      test('read while others write, and see each commit whole or not at all', async () => {
        const { id, epoch } = await ownRun()
        const writes = Array.from({ length: 20 }, (_, n) =>
          store.commit(id, epoch, { parts: [part(1, { attempt: n }), part(2, { attempt: n })], events: [progress(n)] }, noon),
        )
        const reads = Array.from({ length: 20 }, () => store.load(id))
        for (const state of await Promise.all(reads)) expect(state?.parts[1]?.attempt).toBe(state?.parts[2]?.attempt)
        await Promise.all(writes)
      })
    })

  })

  describe(`${name}, of its own`, () => {
    test('answers any sequence of changes as the contract says', async () => {
      const store = await open()
      await agreesWithTheModel(store)
      await store.close()
    })

    test('finishes what is under way when it is closed, refuses what comes after, and may be closed again', async () => {
      const store = await open()
      await store.create('last', newState('x'), morning)
      const underWay = store.commit('last', 0, { events: [progress(1)] }, noon)
      await Promise.all([store.close(), store.close()])
      expect(await underWay).toHaveLength(1)
      expect(await codeOf(store.load('last'))).toBe('storage')
    })
  })
}

/** The code of the error that a promise is rejected with; undefined when it is not rejected. */
const codeOf = async (work: Promise<unknown>): Promise<ErrorCode | undefined> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error === undefined) return undefined
  if (error instanceof Error && 'code' in error) return errorCodes.find(code => code === error.code)
  throw error
}
