import { describe, expect, test } from 'vitest'
import type { RunFilter } from '../../src/store.ts'
import { newState } from '../sample-run.ts'
import { codeOf, type Fixture, morning, noon } from './fixture.ts'

export const ofTheList = (at: Fixture): void => {
  describe('the list', () => {
    test('is newest first by creation, even when the clock was put back', async () => {
      const first = await at.newRun('x', noon)
      const second = await at.newRun('x', morning)
      const list = await at.store().list({ limit: 2 })
      expect(list.map(run => run.id)).toStrictEqual([second, first])
    })

    test('comes in pages that miss nothing, also when runs are created in between', async () => {
      const created: string[] = []
      for (let n = 0; n < 7; n++) created.push(await at.newRun())
      const seen: string[] = []
      let before = created.at(-1)
      while (before !== undefined && seen.length < 6) {
        const page = await at.store().list({ limit: 2, before })
        seen.push(...page.map(run => run.id))
        before = page.at(-1)?.id
        await at.newRun()
      }
      expect(seen).toStrictEqual(created.toReversed().slice(1))
    })

    test('can be of one status', async () => {
      const { id, epoch } = await at.ownRun()
      await at.newRun()
      await at.store().commit(id, epoch, { run: { ...newState('x'), status: 'cancelled' } }, noon)
      await at.newRun()
      const cancelled = await at.store().list({ status: ['cancelled'], limit: 5 })
      expect(cancelled[0]?.id).toBe(id)
      expect(new Set(cancelled.map(run => run.status))).toStrictEqual(new Set(['cancelled']))
    })

    test('can be of what stands in a title, signs of every kind among it, in small letters or capitals', async () => {
      const id = await at.newRun('50 % of the ÉTUDE_7 "night"')
      await at.newRun('500 of the etude 77 night')
      const found = async (text: string) => (await at.store().list({ text, limit: 3 })).map(run => run.id)
      for (const text of ['50 %', 'étude_7', '"NIGHT"', '% of']) expect(await found(text)).toStrictEqual([id])
      expect(await found('100 %')).toStrictEqual([])
    })

    test('finds no letter where a title has a sign that is written with one in JSON, and all that stands behind such a sign', async () => {
      const id = await at.newRun('\n\t \0 \u{d800} Xylo')
      const found = async (text: string) => (await at.store().list({ text, limit: 1 })).map(run => run.id)
      for (const text of ['xylo', '\n\t', '\0 \u{d800} x']) expect(await found(text)).toStrictEqual([id])
      for (const text of ['n\\t', 'u0000', 'ud800 x', '0 x']) expect(await found(text)).toStrictEqual([])
    })

    test('can be of a time, of a format, and of short runs on a script', async () => {
      const script = await at.newRun('x', morning)
      const state = newState('x')
      const redraft = at.newId()
      const segment = { segment_id: 'seg_0001', segment_number: 1, title: 'T', setting: 'S', action: 'A' }
      await at.store().create(redraft, { ...state, options: { ...state.options, revision: { type: 'segment', of: script, mode: 'redraft', current: segment } } }, noon)
      const ids = async (filter: RunFilter) => (await at.store().list({ limit: 5, ...filter })).map(run => run.id)
      expect(await ids({ of: script })).toStrictEqual([redraft])
      expect(await ids({ kind: ['redraft', 'rewrite'] })).toStrictEqual([redraft])
      expect(await ids({ kind: ['script'] })).not.toContain(redraft)
      expect((await ids({ since: noon, until: new Date(noon.getTime() + 1) }))[0]).toBe(redraft)
      expect(await ids({ since: new Date(noon.getTime() + 1) })).toStrictEqual([])
      expect(await ids({ format: 'podcast' })).toStrictEqual([])
      expect(await at.store().summary(redraft)).toMatchObject({ kind: 'redraft', of: script, totals: { unitsTotal: 20 } })
    })

    test('gives what the summary gives', async () => {
      const id = await at.newRun()
      expect((await at.store().list({ limit: 1 }))[0]).toStrictEqual(await at.store().summary(id))
    })

    test('of a page after a run that is gone is refused, for it cannot be told where to go on', async () => {
      const id = await at.newRun()
      await at.store().remove(id)
      expect(await codeOf(at.store().list({ limit: 2, before: id }))).toBe('not-found')
    })

    test('of no runs is empty, and of any number gives what there is', async () => {
      for (const limit of [0, -1]) expect(await at.store().list({ limit })).toStrictEqual([])
      for (const limit of [Number.MAX_SAFE_INTEGER, Infinity]) expect((await at.store().list({ limit })).length).toBeGreaterThan(0)
    })

    test('of the unfinished holds pending and processing runs, oldest first', async () => {
      const made = []
      for (const status of ['pending', 'processing', 'paused', 'completed', 'failed', 'cancelled'] as const) {
        const { id, epoch } = await at.ownRun()
        await at.store().commit(id, epoch, { run: { ...newState('x'), status } }, noon)
        made.push(id)
      }
      const unfinished = await at.store().unfinished()
      expect(unfinished.slice(-2)).toStrictEqual(made.slice(0, 2))
      expect(unfinished).not.toContain(made[2])
    })
  })
}
