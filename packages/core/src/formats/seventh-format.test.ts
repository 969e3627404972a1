import { expect, test, vi } from 'vitest'
import { briefWith, optionsWith, plain, sampleModel } from '../../test/draft/setting.ts'
import { now } from '../../test/draft/steps.ts'
import { briefSchema } from '../brief.ts'
import { checkBrief } from '../draft/check-brief.ts'
import { draftPart } from '../draft/draft-part.ts'
import { estimate } from '../draft/estimate.ts'
import { resolveBrief } from '../draft/layout.ts'
import { readerFor } from '../draft/request.ts'
import { advance, newRun } from '../draft/run.ts'
import type { Effect, RunInput } from '../draft/step.ts'
import { createSampleModel } from '../model/sample/sample-model.ts'

/** A seventh format is one object in the registry: a haiku of three lines. */
vi.mock(import('./registry.ts'), async original => {
  const registry = await original()
  const haiku = { ...registry.formats.movie, name: 'haiku', segment: 'line', total: 3, perSet: 2, setGuide: 'You write the lines of a haiku.' }
  const formats = { ...registry.formats, haiku }
  return { formats, formatNames: [...registry.formatNames, 'haiku'] as typeof registry.formatNames }
})

test('a seventh format is asked for, estimated and drafted to its end without another line of code', async () => {
  const brief = briefSchema.parse({ ...briefWith(), format: 'haiku' })
  checkBrief(brief)
  const settled = resolveBrief(brief, plain)
  expect(estimate(settled, plain).requests.expected).toBe(3)

  let state = newRun({ brief: settled, options: optionsWith({ model: sampleModel, capability: plain }) })
  const due: Effect[] = []
  const take = (input: RunInput): void => {
    const step = advance(state, input)
    state = step.state
    due.push(...step.effects)
  }
  const model = createSampleModel({ tokensPerSecond: Infinity })
  const told: string[] = []
  take({ type: 'begin', now })
  for (let effect = due.shift(); effect; effect = due.shift()) {
    const asked = effect.type === 'send' ? state.parts[effect.part] : undefined
    if (effect.type !== 'send' || !asked) throw new Error(`nobody expected to ${effect.type}`)
    told.push(effect.request.instructions)
    for await (const progress of draftPart(model, { request: effect.request, reader: readerFor(state, asked), signal: new AbortController().signal })) {
      if (progress.type !== 'ended') continue
      const { output, faults, outcome } = progress
      take({ type: 'ended', now, part: effect.part, attempt: effect.attempt, output, faults, outcome })
    }
  }
  expect(state.status).toBe('completed')
  expect(state.parts.slice(1).map(part => part.output.segments.length)).toEqual([2, 1])
  expect(told[1]).toContain('You write the lines of a haiku.')
  expect(told[1]).toContain('Write 2 lines, in order.')
})
