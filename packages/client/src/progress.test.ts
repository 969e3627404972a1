import type { Happening, RunEvent } from '@coldopen/core/protocol'
import { expect, test } from 'vitest'
import { begun, chunkOf, deltas, partEnd, partStart } from './folder/chunks.fixture.ts'
import { numbered, wholeRun } from './folder/script.fixture.ts'
import { createProgress } from './progress.ts'
import type { Say } from './say.ts'

const after = (happenings: readonly Happening[], say?: Say) => {
  const progress = createProgress(say)
  for (const event of numbered(happenings)) progress.take(event)
  return progress
}

test('of chunks the line says which, its words against their target, and both in all', () => {
  const soFar = [...begun(10), partStart(1), ...deltas(1), partEnd(1), partStart(2), ...deltas(2, 1, { to: 60 })]
  const { line, short } = after(soFar)
  const done = chunkOf(1).words
  const [, now = ''] = /chunk 2\/10 · (\d+)\/60 words · /.exec(line()) ?? []
  expect(Number(now)).toBeGreaterThan(5)
  expect(line()).toContain(` · ${done + Number(now)}/600 words in all · `)
  expect(line()).toContain('token allocation: 3000 for 60 words')
  expect(short()).toBe(`chunk 2/10 · ${done + Number(now)}/600 words`)
})

test('a chunk that goes on after it was cut off has the target it had', () => {
  const cut = [...begun(2), partStart(1), ...deltas(1, 1, { to: 80 })]
  const before = Number(/(\d+)\/60 words/.exec(after(cut).line())?.[1])
  const rest: Happening = { type: 'part-start', part: 1, attempt: 2, budget: { maxOutputTokens: 900, units: 60 - before, unit: 'word' }, asked: [1], kept: [], keptCharacters: 80 }
  expect(after([...cut, rest]).line()).toContain(`${before}/60 words`)
})

test('words are counted where nothing stands between them', () => {
  const text: Happening = { type: 'chunk-delta', part: 1, attempt: 1, text: '灯台は静かだ。誰もいない。' }
  expect(Number(/(\d+)\/60 words/.exec(after([...begun(1), partStart(1), text]).line())?.[1])).toBeGreaterThan(4)
})

test('of sets it says which, the segment, and how many words there are', () => {
  const progress = createProgress()
  for (const event of wholeRun({ segments: 9, perSet: 3 })) progress.take(event)
  expect(progress.line()).toMatch(/^completed · segment 9\/9 · 3\/3 sets done · \d+ words · /)
  expect(progress.short()).toBe('completed · 9/9')
})

test('of a run that goes on it says how far the whole is, and not what this process was told', () => {
  const events = wholeRun({ segments: 9, perSet: 3 })
  const [first] = events
  const progress = createProgress()
  if (first) progress.take(first)
  const rest = events.slice(events.findIndex(event => event.type === 'part-start' && event.part === 3))
  const told: RunEvent = { type: 'progress', run: 'run_1', seq: 1000, unitsDone: 6, unitsTotal: 9, partsDone: 2, characters: 0, words: 0, usage: { requests: 0, inputTokens: 0, outputTokens: 0, cost: 0 }, elapsed: 0 }
  for (const event of [told, ...rest.slice(0, 2)]) progress.take(event)
  expect(progress.short()).toBe('set 3/3 · 6/9')
  expect(progress.line()).toMatch(/segment 6\/9 · \d+ words/)
  for (const event of [...rest, { ...told, unitsDone: 9, partsDone: 3 }]) progress.take(event)
  expect(progress.line()).toMatch(/^completed · segment 9\/9 · 3\/3 sets done/)
})

test.each([
  ['room', 'waits 21 s for the provider’s limits'],
  ['retry', 'the provider was busy: asks again in 21 s'],
  ['delay', 'pauses for 21 s'],
] as const)('while nothing arrives the line says why: %s', (reason, said) => {
  const wait = (forMs: number): Happening => ({ type: 'part-waiting', part: 1, attempt: 1, reason, forMs })
  const soFar = [...begun(2), partStart(1)]
  expect(after([...soFar, wait(20_400)]).line()).toContain(` · ${said}`)
  for (const next of [wait(0), ...deltas(1).slice(0, 1)]) expect(after([...soFar, wait(20_400), next]).line()).not.toContain(said)
})

test('all of it is said in the language of whoever reads it', () => {
  const mute: Say = (_, ...values) => values.join('/')
  for (const happenings of [[], [...begun(10), partStart(1), ...deltas(1)], [...begun(2), partStart(1), ...deltas(1), partEnd(1)]]) {
    const { line, short } = after(happenings, mute)
    expect(line() + short()).not.toMatch(/[a-z]/)
  }
  const progress = createProgress(mute)
  for (const event of wholeRun({ segments: 9, perSet: 3 })) {
    progress.take(event)
    expect(progress.line() + progress.short()).not.toMatch(/[a-z]/)
  }
})
