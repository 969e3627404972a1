import { howOften, reportFault } from '@coldopen/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rulesOf } from '../../src/draft/set-request.ts'
import { layoutOf, numbersOfSet } from '../../src/draft/layout.ts'
import { establishesFacts } from '../../src/draft/chunk.ts'
import type { PartState, RunState } from '../../src/draft/run-state.ts'
import { behaviours, wholeAnswer, type Behaviour } from './behaviour.ts'
import { createWitness } from './invariants.ts'
import { settings } from './setting.ts'
import { createWorld, simulate, type Act, type World } from './simulate.ts'

const reading: fc.Arbitrary<Act> = fc.record({ do: fc.constant('read' as const), which: fc.nat(7), flush: fc.boolean() })

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 24, arbitrary: reading },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('due' as const), which: fc.nat(7) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      when: fc.constantFrom('now' as const, 'before the commit' as const, 'before the effects' as const),
      again: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'pause' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'cancel' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('resume' as const),
      raise: fc.constantFrom(0, 0, 0.05, 0.3),
      concurrency: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined, freq: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), which: fc.nat(99), missingOnly: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lock' as const), which: fc.nat(99), locked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bible' as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), which: fc.nat(99) }) },
)

const run = async (state: RunState, answers: readonly Behaviour[], happenings: readonly Act[]): Promise<World> => {
  const world = createWorld(state, answers)
  const server = simulate(world, createWitness())
  server.begin()
  for (const act of happenings) await server.act(act)
  world.behaviours = [wholeAnswer]
  await server.settle()
  for (let round = 0; round < 60 && world.state.status !== 'completed'; round++) {
    await server.act({ do: 'resume', raise: 1 })
    await server.settle()
  }
  return world
}

/** A chunk has its text once, whole sentences throughout, at the length that its model can write. */
const expectChunk = (part: PartState): void => {
  const { chunk } = part.output
  expect(chunk?.words).toBeGreaterThan(0)
  expect(chunk?.chunk_number).toBe(part.number)
  const sentences = (chunk?.text ?? '').split(/(?<=\.)\s+/u)
  expect(sentences.filter((sentence, at) => /w\d+x\d+\.$/u.test(sentence) && sentences.indexOf(sentence) !== at)).toEqual([])
}

/** All that a run was to write is there: every number once, in order, and true to the contract. */
const expectWhole = (state: RunState): void => {
  expect(state.status).toBe('completed')
  const { bible, brief } = state
  if (!bible) throw new Error('there is no plan')
  const layout = layoutOf(brief)
  const rules = rulesOf(brief, bible)
  const speakers = new Set(bible.characters_roster.map(character => character.id))
  expect(bible.story_outline).toHaveLength(layout.sets)
  for (const part of state.parts.slice(1)) {
    const { only } = state.options
    const establishes = part.number === 1 && establishesFacts(brief, 1) && (only?.length ?? 0) > 0
    if (only && !only.includes(part.number) && !establishes) {
      // Asked for by itself, it has what came of that.
      if (part.attempt === 0) expect(part).toMatchObject({ status: 'pending', attempt: 0 })
      continue
    }
    if (layout.chunks) {
      expectChunk(part)
      continue
    }
    const { segments } = part.output
    expect(segments.map(segment => segment.segment_number)).toEqual(numbersOfSet(layout, part.number))
    for (const segment of segments) {
      const narrated = rules.narration === 'each' || (rules.narration === 'first' && segment.segment_number === 1)
      expect(segment.narration !== undefined).toBe(narrated)
      expect(segment.dialogue !== undefined).toBe(speakers.size > 0)
      expect([segment.title, segment.setting, segment.action, segment.narration ?? 'x'].every(text => text.trim() !== '')).toBe(true)
      expect((segment.dialogue ?? []).every(said => speakers.has(said.character_id) && said.line.trim() !== '')).toBe(true)
    }
  }
}

test('whatever happens to a run, it keeps its promises and can be brought to its end', { timeout: 600_000 + howOften(0, 3_600_000) }, async () => {
  const lives = fc.asyncProperty(settings, fc.array(behaviours, { minLength: 1, maxLength: 12 }), fc.array(acts, { maxLength: 60, size: 'max' }), async (state, answers, happenings) => {
    const world = await run(state, answers, happenings)
    expectWhole(world.state)
  })
  const numRuns = howOften(120, 4000)
  await fc.assert(lives, { numRuns })
  reportFault({ row: 'R1', did: 'simulated lives: crashes before and after every commit, cuts, pauses, limits', times: numRuns, figure: 'asked again though finished: 0, stuck: 0', target: '0, 0' })
  reportFault({ row: 'R11', did: 'simulated lives with answers at their limit, reasoning models, long chunks', times: numRuns, figure: 'scripts not whole in the end: 0', target: '0' })
})
