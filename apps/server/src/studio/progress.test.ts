import { advance, capabilityOf, newRun, resolveBrief, type Brief, type Happening, type RunInput, type RunState } from '@coldopen/core'
import { wordCount } from '@coldopen/script'
import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

const capability = capabilityOf('sample', 'sample')

const drafted = (brief: Partial<Brief>): RunState => {
  const whole: Brief = { format: 'podcast', idea: 'Why harbours silt up', noNarration: false, narrationOnlyFirst: false, adultStory: false, ...brief }
  const options = { model: { provider: 'sample', model: 'sample' }, capability, concurrency: 1, retries: 0, resend: false } as const
  return advance(newRun({ brief: resolveBrief(whole, capability), options }), { type: 'begin', now: '2026-11-20T10:00:00Z' }).state
}

const delta = (text: string, part = 1): Happening => ({ type: 'chunk-delta', part, attempt: 1, text })

const answered = (state: RunState, part: number, text: string): RunState => {
  const chunk = { chunk_number: part, title: 'Chunk', target_words: wordCount(text), words: wordCount(text), text, marks: [] }
  const pack = { topic: 'Harbours', facts: [{ fact: 'They silt up.', source_ids: [] }], names: [], sources: [] }
  const ended: RunInput = { type: 'ended', now: '2026-11-20T10:00:01Z', part, attempt: 1, output: { segments: [], chunk, closed: true, pack }, faults: [], outcome: { type: 'completed' } }
  return advance(state, ended).state
}

test.each([
  ['English', 'The keeper lifted the brass lantern, and the tide didn’t wait. '],
  ['ja', '灯台の下で雨が止んだ。彼女は静かに扉を閉めた。'],
])('words of a chunk in %s are counted by the rules of its language, in whatever pieces they arrive', (language, sentence) => {
  const text = sentence.repeat(60)
  const state = drafted({ words: 1000, language })
  const progress = createProgress(0, state)
  const said: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    progress.count([delta(text.slice(at, at + 3))])
    const line = progress.due(state, at * 300)
    if (line?.type === 'progress') said.push(line.words)
  }
  const all = wordCount(text, language)
  expect(said.length).toBeGreaterThan(100)
  expect(said).toEqual(said.toSorted((one, other) => one - other))
  expect(Math.abs((said.at(-1) ?? 0) - all)).toBeLessThanOrEqual(all * 0.02)
})

test('chunks that are done count once, and as units; what is written beside them is added', () => {
  const first = 'One two three four. '.repeat(10)
  const before = drafted({ chunkPlan: [{ title: 'A', role: 'a', words: 40 }, { title: 'B', role: 'b', words: 40 }] })
  const progress = createProgress(0, before)
  progress.count([delta(first)])
  expect(progress.due(before, 1000)).toMatchObject({ unitsDone: 0, unitsTotal: 2, partsDone: 0, words: 40 })
  const after = answered(before, 1, first)
  expect(progress.due(before, 1001)).toBeUndefined()
  expect(progress.due(after, 1002)).toMatchObject({ unitsDone: 1, partsDone: 1, words: 40 })
  expect(progress.due(after, 1003)).toBeUndefined()
  progress.count([delta('five six seven ', 2)])
  expect(progress.due(after, 3000)).toMatchObject({ unitsDone: 1, words: 43 })
})
