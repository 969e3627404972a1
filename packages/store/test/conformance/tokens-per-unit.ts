import { describe, expect, test } from 'vitest'
import type { PartState } from '@coldopen/core'
import { newState, part, usage } from '../sample-run.ts'
import { noon, type Fixture } from './fixture.ts'

export const ofTokensPerUnit = (at: Fixture): void => {
  describe('what units took so far', () => {
    /** A run of a model of its own, with these parts. */
    const runOf = async (model: string, parts: PartState[], format?: 'story') => {
      const { id, epoch } = await at.ownRun()
      const state = newState('x')
      const brief = format ? { ...state.brief, format } : state.brief
      await at.store().commit(id, epoch, { run: { ...state, brief, options: { ...state.options, model: { provider: 'openai', model } } }, parts }, noon)
    }

    test('is told of every part that is done, by format and model', async () => {
      await runOf('of its own', [part(0, { status: 'done' }), part(1, { status: 'done', usage: usage(1) }), part(2, { status: 'done', usage: usage(2) })])
      await runOf('of its own', [part(1, { status: 'failed' }), part(2)])
      await runOf('of its own', [part(1, { status: 'done' })], 'story')
      const told = await at.store().tokensPerUnit({ format: 'movie', model: 'openai/of its own' })
      expect(told.toSorted((a, b) => a - b)).toStrictEqual([340, 680])
      expect(await at.store().tokensPerUnit({ format: 'story', model: 'openai/of its own' })).toStrictEqual([340])
    })

    test('is nothing where nothing was written', async () => {
      expect(await at.store().tokensPerUnit({ format: 'movie', model: 'openai/nobody' })).toStrictEqual([])
    })
  })
}
