import type { WriterInput } from '@coldopen/core'
import { describe, expect, test } from 'vitest'
import { progress } from '../sample-run.ts'
import { codeOf, type Fixture, noon } from './fixture.ts'

export const ofInputs = (at: Fixture): void => {
  describe('an input', () => {
    test('waits for its run in the order of posting, as it was posted', async () => {
      const id = await at.newRun()
      const { inputs } = at.store()
      const edit: WriterInput = { type: 'edit', chunk: { number: 1, text: '\0 “x” \ud83d' } }
      const cancel: WriterInput = { type: 'cancel' }
      const ids = [await inputs.post(id, edit), await inputs.post(id, cancel)]
      await inputs.post(await at.newRun(), { type: 'cancel' })
      expect(await inputs.waiting(id)).toStrictEqual([{ id: ids[0], input: edit }, { id: ids[1], input: cancel }])
      expect(await inputs.answer(ids[0] ?? 0)).toStrictEqual({ type: 'waiting' })
    })

    test('is taken by the commit that carries it out, and by no other', async () => {
      const { id, epoch } = await at.ownRun()
      const { inputs } = at.store()
      const [first, second] = [await inputs.post(id, { type: 'cancel' }), await inputs.post(id, { type: 'cancel' })]
      expect(await codeOf(at.store().commit(id, epoch - 1, { events: [progress(1)], taken: [first] }, noon))).toBe('conflict')
      expect(await inputs.waiting(id)).toHaveLength(2)
      await at.store().commit(id, epoch, { taken: [first] }, noon)
      expect(await inputs.answer(first)).toStrictEqual({ type: 'taken' })
      expect((await inputs.waiting(id)).map(input => input.id)).toStrictEqual([second])
    })

    test('is not taken by a commit to another run', async () => {
      const { id } = await at.ownRun()
      const other = await at.ownRun()
      const input = await at.store().inputs.post(id, { type: 'cancel' })
      await at.store().commit(other.id, other.epoch, { taken: [input] }, noon)
      expect(await at.store().inputs.waiting(id)).toHaveLength(1)
    })

    test('that is refused waits no more, and its refusal is told once', async () => {
      const id = await at.newRun()
      const { inputs } = at.store()
      const problem = { code: 'conflict' as const, message: 'It has ended.' }
      const input = await inputs.post(id, { type: 'cancel' })
      await inputs.refuse(input, problem)
      expect(await inputs.waiting(id)).toStrictEqual([])
      expect(await inputs.answer(input)).toStrictEqual({ type: 'refused', problem })
      expect(await inputs.answer(input)).toStrictEqual({ type: 'taken' })
    })

    test('goes with its run, and none can be posted to a run that is not there', async () => {
      const id = await at.newRun()
      const input = await at.store().inputs.post(id, { type: 'cancel' })
      await at.store().remove(id)
      expect(await at.store().inputs.answer(input)).toStrictEqual({ type: 'taken' })
      expect(await at.store().inputs.waiting(id)).toStrictEqual([])
      expect(await codeOf(at.store().inputs.post(id, { type: 'cancel' }))).toBe('not-found')
    })
  })

  describe('an allowance', () => {
    test('is changed by one at a time, however many come at once', async () => {
      const { allowances } = at.store()
      const counted = (known: unknown) => (typeof known === 'number' ? known + 1 : 1)
      await Promise.all(Array.from({ length: 20 }, () => allowances.change('https://api.example/v1', counted)))
      expect(await allowances.change('https://api.example/v1', known => known)).toBe(20)
      expect(await allowances.change('https://other.example/v1', counted)).toBe(1)
    })
  })
}
