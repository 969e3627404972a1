import { expect, test } from 'vitest'
import { freeTier, plain, runWith, sampleModel } from '../../test/draft/setting.ts'
import { answer, begin, partOf, steps } from '../../test/draft/steps.ts'
import { sampleNotice } from '../model/choose.ts'
import type { RunState } from './run-state.ts'

/** Answers a plan's requests until the plan is done. */
const planOf = (state: RunState) => {
  let step = steps(state, begin)
  const asked = [partOf(step.state, 0).asked]
  while (!step.state.bible) {
    step = steps(step.state, answer(0))
    if (!step.state.bible) asked.push(partOf(step.state, 0).asked)
  }
  return { asked, state: step.state }
}

test('the outline of 10 000 segments is asked for in several requests, and has one beat for every set', () => {
  const { asked, state } = planOf(runWith({ segments: 10_000, perSet: 10 }, { capability: plain }))
  expect(asked.map(numbers => numbers.length)).toEqual([201, 200, 200, 200, 200])
  expect(asked.flat()).toEqual(Array.from({ length: 1001 }, (_, i) => i))
  expect(state.bible?.story_outline).toHaveLength(1000)
  expect(new Set(state.bible?.story_outline)).toHaveProperty('size', 1000)
  expect(state.parts).toHaveLength(1001)
  expect(partOf(state, 0)).toMatchObject({ attempt: 5, topUps: 0, usage: { requests: 5 } })
})

test('a free tier’s plan is split where 2000 tokens end', () => {
  const { asked } = planOf(runWith({ segments: 200 }, { capability: freeTier }))
  expect(asked.map(numbers => numbers.length)).toEqual([11, 33, 7])
})

test('a plan that goes on is told what there is, and where it goes on', () => {
  const state = steps(runWith({ segments: 200 }, { capability: freeTier }), begin)
  const step = steps(state.state, answer(0))
  const sent = step.effects.find(effect => effect.type === 'send')?.request
  const { plan } = partOf(step.state, 0).output
  expect(sent?.material).toMatchObject({
    beats: { from: 11, to: 43, of: 50 },
    plan_so_far: { title: plan?.head?.title, last_beats: plan?.beats.slice(-5) },
  })
  expect(sent?.schema?.json).toMatchObject({ required: ['story_outline'], properties: { story_outline: { minItems: 33, maxItems: 33 } } })
})

test('a plan is topped up from its first gap on, with its head kept', () => {
  const step = steps(runWith({ segments: 8, perSet: 2 }), begin, answer(0, { fault: 'few', at: 0.5 }))
  expect(partOf(step.state, 0)).toMatchObject({ asked: [3, 4], topUps: 1, attempt: 2 })
})

test('the bible says how it came about, and that a sample is one', () => {
  const given = { idea: 'a lamp', language: 'Polish', noNarration: true, adultStory: true, segments: 3, perSet: 2 }
  const { state } = planOf(runWith(given))
  expect(state.bible?.generation_info).toEqual({
    format: 'movie',
    total_segments: 3,
    segments_per_set: 2,
    generated_at: '2026-11-15T20:00:00.000Z',
    idea: 'a lamp',
    no_narration: true,
    narration_only_first: false,
    adult_story: true,
    model: 'openai/a paid one',
    language: 'Polish',
  })
  const sample = planOf(runWith(given, { model: sampleModel }))
  expect(sample.state.bible?.generation_info.notice).toBe(sampleNotice)
})

test('the writer’s roster stands in the bible as it was given, with its ids', () => {
  const roster = [{ ...partlyNamed('Anna') }, { id: 'char_001', ...partlyNamed('Marek') }, partlyNamed('Zoë')]
  const { state } = planOf(runWith({ roster, segments: 2 }))
  expect(state.bible?.characters_roster).toEqual([
    { id: 'char_002', ...partlyNamed('Anna') },
    { id: 'char_001', ...partlyNamed('Marek') },
    { id: 'char_003', ...partlyNamed('Zoë') },
  ])
})

const partlyNamed = (name: string) => ({
  name: ` ${name}`,
  physical_appearance: { age: '', build: '', face: '', clothing: '' },
  personality: { temperament: '', desire: '', flaw: '' },
  voice_characteristics: { tone: '', pace: '', accent: '' },
})
