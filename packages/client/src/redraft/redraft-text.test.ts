import type { RunEvent } from '@coldopen/core/protocol'
import { segmentMarkdown } from '@coldopen/script'
import { expect, test } from 'vitest'
import { character, segment } from '../../../script/test/script-samples.ts'
import { createRedraftText } from './redraft-text.ts'

const usage = { requests: 1, inputTokens: 1, outputTokens: 1, cost: 0 }
const at = { run: 'r', seq: 1, part: 1, attempt: 1 }
const budget = { maxOutputTokens: 1, units: 1, unit: 'segment' } as const
const roster = [character(1, 'Mara'), character(2, 'Tobias Reed')]

const take = (text: ReturnType<typeof createRedraftText>, events: readonly RunEvent[]): string[] => events.flatMap(event => (text.take(event) ? [text.text()] : []))

test('a segment grows as it arrives, bears the id and the number of the one in the script, and is whole at its end', () => {
  const written = { ...segment, segment_id: 'seg_0007', segment_number: 7, title: 'Night 7' }
  const text = createRedraftText({ type: 'segment', segment_id: 'seg_0007', segment_number: 3, roster })
  const seen = take(text, [
    { ...at, type: 'segment-start', segment: 7 },
    { ...at, type: 'segment-delta', segment: 7, path: ['title'], text: 'Night' },
    { ...at, type: 'segment-delta', segment: 7, path: ['title'], text: ' 7' },
    { ...at, type: 'progress', unitsDone: 0, unitsTotal: 1, partsDone: 0, characters: 1, words: 1, usage, elapsed: 1 },
    { ...at, type: 'segment-end', segment: 7 },
    { ...at, type: 'part-end', segments: [written], usage },
  ])
  expect(seen[1]).toBe('<!-- seg_0007 -->\n## 3. Night')
  expect(seen).toHaveLength(5)
  expect(text.segment()).toEqual({ ...written, segment_number: 3 })
  expect(seen.at(-1)).toBe(segmentMarkdown({ ...written, segment_number: 3 }, roster).trim())
})

test('an attempt that begins anew leaves nothing of the one before it', () => {
  const text = createRedraftText({ type: 'segment', segment_id: 'seg_0001', segment_number: 1, roster })
  take(text, [
    { ...at, type: 'segment-start', segment: 1 },
    { ...at, type: 'segment-delta', segment: 1, path: ['title'], text: 'Bad' },
    { ...at, type: 'segment-start', segment: 1 },
    { ...at, type: 'segment-delta', segment: 1, path: ['title'], text: 'Good' },
  ])
  expect(text.text()).toBe('<!-- seg_0001 -->\n## 1. Good')
})

test('prose goes on from what is kept of it, and what looks like markup in it is none', () => {
  const text = createRedraftText({ type: 'chunk' })
  take(text, [
    { ...at, type: 'chunk-delta', text: '# One. Tw' },
    { ...at, type: 'part-start', budget, asked: [], kept: [], keptCharacters: 6 },
    { ...at, type: 'chunk-delta', text: ' <b>Two.' },
  ])
  expect(text.text()).toBe('\\# One. \\<b>Two.')
  const passage = createRedraftText({ type: 'passage', old: 'old' })
  take(passage, [{ ...at, type: 'chunk-delta', text: ' A *kind* <i>word. ' }])
  expect(passage.text()).toBe('A *kind* \\<i>word.')
})
