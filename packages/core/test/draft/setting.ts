import fc from 'fast-check'
import type { CharacterSheet } from '@coldopen/script'
import type { Brief } from '../../src/brief.ts'
import { resolveBrief } from '../../src/draft/layout.ts'
import { newRun } from '../../src/draft/run.ts'
import type { RunOptions, RunState } from '../../src/draft/run-state.ts'
import type { Capability } from '../../src/model/capability.ts'
import type { ModelChoice } from '../../src/model/choose.ts'

/** A character sheet that is filled in. */
export const sheet = (name: string): CharacterSheet => ({
  name,
  physical_appearance: { age: '60', build: 'tall', face: 'lined', clothing: 'oilskin' },
  personality: { temperament: 'dry', desire: 'to be left alone', flaw: 'pride' },
  voice_characteristics: { tone: 'low', pace: 'slow', accent: 'Breton' },
})

/** A brief with every option at its default, but for those given. */
export const briefWith = (given: Partial<Brief> = {}): Brief => ({
  format: 'movie',
  idea: 'a lighthouse keeper who is afraid of the dark',
  noNarration: false,
  narrationOnlyFirst: false,
  adultStory: false,
  ...given,
})

const paidModel: ModelChoice = { provider: 'openai', model: 'a paid one' }
const freeModel: ModelChoice = { provider: 'openai-chat', model: 'a free one' }
export const sampleModel: ModelChoice = { provider: 'sample', model: 'sample' }

/** A model that neither reasons nor is short of room. */
export const plain: Capability = {
  api: 'responses',
  structuredOutput: true,
  temperature: true,
  reasoning: false,
  webSearch: false,
  contextTokens: 400_000,
  outputTokens: 128_000,
  tokensPerSecond: 80,
  price: { input: 2, output: 10 },
  free: false,
}

export const reasoning: Capability = { ...plain, temperature: false, reasoning: true }
export const searching: Capability = { ...reasoning, webSearch: true }
export const freeTier: Capability = { ...plain, free: true, price: { input: 0.1, output: 0.5 } }

export const optionsWith = (given: Partial<RunOptions> = {}): RunOptions => ({
  model: paidModel,
  capability: reasoning,
  concurrency: 1,
  retries: 0,
  resend: false,
  ...given,
})

/** A run that has not begun. */
export const runWith = (brief: Partial<Brief> = {}, options: Partial<RunOptions> = {}): RunState => {
  const settled = optionsWith(options)
  return newRun({ brief: resolveBrief(briefWith(brief), settled.capability), options: settled })
}

const rosters = fc.constantFrom<Brief['roster']>(undefined, [], [sheet('Anna'), { id: 'char_001', ...sheet('Marek') }])

const briefs = fc
  .record({
    segments: fc.integer({ min: 1, max: 12 }),
    perSet: fc.integer({ min: 1, max: 4 }),
    narration: fc.constantFrom('each', 'first', 'none'),
    roster: rosters,
  })
  .map(given => ({
    segments: given.segments,
    perSet: given.perSet,
    noNarration: given.narration === 'none',
    narrationOnlyFirst: given.narration === 'first',
    ...(given.roster && { roster: given.roster }),
  }))

const wishes = fc.constantFrom<Partial<Brief>>({}, { language: 'Japanese' }, { description: 'Acme lost 40 million.', tone: 'dry' })

const pack = { topic: 'Acme', facts: [{ fact: 'Acme lost 40 million.', source_ids: [] }], names: ['Acme'], sources: [] }

const podcasts = fc.oneof(
  fc.record({ words: fc.integer({ min: 200, max: 3000 }), chunks: fc.integer({ min: 10, max: 12 }) }, { requiredKeys: ['words'] }),
  fc.record({ chunkPlan: fc.array(fc.integer({ min: 20, max: 900 }).map(words => ({ title: 'A', role: 'b', words })), { minLength: 1, maxLength: 4 }) }),
  fc.integer({ min: 100, max: 2600 }).map(words => ({ cutOf: { pack, words } })),
)

/** Briefs of chunks, small ones. */
const chunked: fc.Arbitrary<Partial<Brief>> = fc.oneof(
  fc.tuple(podcasts, wishes).map(([given, wish]) => ({ format: 'podcast' as const, ...given, ...wish })),
  fc.tuple(fc.integer({ min: 100, max: 4000 }), wishes).map(([words, wish]) => ({ format: 'prose' as const, words, ...wish })),
)

const formatsOfSets = fc.constantFrom('movie' as const, 'movie' as const, 'story' as const, 'meme' as const, 'free' as const)

/** Small briefs of every format. */
export const anyBrief: fc.Arbitrary<Partial<Brief>> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(briefs, formatsOfSets).map(([brief, format]) => ({ ...brief, format })) },
  { weight: 2, arbitrary: chunked },
)

const models = fc.constantFrom<Partial<RunOptions>>(
  {},
  {},
  { capability: searching },
  { model: freeModel, capability: freeTier },
  { model: sampleModel, capability: { ...plain, price: { input: 0, output: 0 } } },
)

const limits = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record({ maxTokens: fc.integer({ min: 10_000, max: 100_000 }) }),
  fc.record({ maxCost: fc.double({ min: 0.05, max: 0.6, noNaN: true }) }),
)

/** Small runs of every kind, before they begin. */
export const settings: fc.Arbitrary<RunState> = fc
  .record({
    brief: anyBrief,
    model: models,
    limit: limits,
    concurrency: fc.integer({ min: 1, max: 8 }),
    retries: fc.integer({ min: 0, max: 3 }),
    resend: fc.boolean(),
    delayMs: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined, freq: 1 }),
    only: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 4 })), { nil: undefined, freq: 4 }),
  })
  .map(given => {
    const { concurrency, retries, resend, only, delayMs } = given
    return runWith(given.brief, { ...given.model, ...given.limit, concurrency, retries, resend, ...(delayMs && { delayMs }), ...(only && { only }) })
  })
