/*
 * CPU of a whole run's steps, without models and stores: `node packages/core/test/draft/long-runs.ts [parts …]`.
 * Ten times the parts should take about ten times as long.
 */
import { advance } from '../../src/draft/run.ts'
import { numbersOfSet, layoutOf } from '../../src/draft/layout.ts'
import type { PartOutput, RunOptions, RunState } from '../../src/draft/run-state.ts'
import type { Effect, RunInput } from '../../src/draft/step.ts'
import { plain, runWith, sheet } from './setting.ts'

const now = '2026-11-15T20:00:00.000Z'

const head = {
  title: 'Long',
  short_summary: 'Long.',
  description: 'Very long.',
  hashtags: [],
  narrator_voice: 'Slow.',
  characters_roster: [{ id: 'char_001', ...sheet('Anna') }],
}

const outputFor = (state: RunState, number: number): PartOutput => {
  const part = state.parts[number]
  if (number === 0) {
    const beats = part?.asked.filter(beat => beat > 0).map(beat => `Beat ${beat}.`) ?? []
    return { segments: [], plan: { head, beats: [...(part?.output.plan?.beats ?? []), ...beats] } }
  }
  const segments = numbersOfSet(layoutOf(state.brief), number).map(at => ({
    segment_id: `seg_${at}`,
    segment_number: at,
    title: 'T',
    setting: 'S',
    action: 'A',
  }))
  return { segments }
}

/** Takes a run of so many parts from its beginning to its end; answers the milliseconds of CPU that its steps took. */
const cpuOf = (parts: number, options: Partial<RunOptions>): number => {
  let state = runWith({ segments: parts, perSet: 1 }, { capability: plain, ...options })
  const due: Effect[] = []
  const take = (input: RunInput): void => {
    const step = advance(state, input)
    state = step.state
    due.push(...step.effects)
  }
  const before = process.cpuUsage()
  take({ type: 'begin', now })
  for (let at = 0; at < due.length; at++) {
    const effect = due[at]
    if (effect?.type !== 'send') continue
    const { part, attempt } = effect
    take({ type: 'created', part, attempt, responseId: 'resp' })
    const outcome = { type: 'completed', usage: { inputTokens: 10, outputTokens: 10 } } as const
    take({ type: 'ended', now, part, attempt, output: outputFor(state, part), faults: [], outcome })
  }
  const used = process.cpuUsage(before)
  if (state.status !== 'completed') throw new Error(`the run ended ${state.status}`)
  return (used.user + used.system) / 1000
}

const sizes = process.argv.slice(2).map(Number)
const odd = (parts: number): number[] => Array.from({ length: Math.ceil(parts / 2) }, (_, i) => 2 * i + 1)

for (const parts of sizes.length > 0 ? sizes : [1000, 10_000]) {
  const figures = {
    'in order': cpuOf(parts, {}),
    'eight at once': cpuOf(parts, { concurrency: 8 }),
    'under a limit': cpuOf(parts, { concurrency: 8, maxTokens: 1e9 }),
    'every other part': cpuOf(parts, { only: odd(parts) }),
  }
  console.log(parts, Object.entries(figures).map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(', '))
}
