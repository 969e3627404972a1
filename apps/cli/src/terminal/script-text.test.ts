import type { RunEvent } from '@coldopen/client'
import { chunkMarkdown, segmentMarkdown, type Segment } from '@coldopen/script'
import { expect, test } from 'vitest'
import { createScriptText } from './script-text.ts'

const segmentOf = (number: number): Segment => ({
  segment_id: `seg_000${number}`,
  segment_number: number,
  title: `The Door ${number}`,
  setting: 'EXT. SEA — NIGHT',
  action: 'The keeper rows out. The door stands in the water.',
  narration: 'Nobody had knocked.',
})

const whole = (number: number): string => segmentMarkdown(segmentOf(number), []).replace(/^<!-- \w+ -->\n/m, '')

const usage = { requests: 1, inputTokens: 1, outputTokens: 1, cost: null }
let seq = 0
type Happening<Event> = Event extends RunEvent ? Omit<Event, 'run' | 'seq'> : never
const event = (happening: Happening<RunEvent>): RunEvent => ({ ...happening, run: 'run', seq: ++seq })

/** A segment as it streams, in pieces of some characters. */
const streamed = (part: number, number: number, piece = 7): RunEvent[] => {
  const segment = segmentOf(number)
  const fields = (['title', 'setting', 'action', 'narration'] as const).flatMap(field => {
    const pieces = (segment[field] ?? '').match(new RegExp(`.{1,${piece}}`, 'gsu')) ?? []
    return pieces.map(text => event({ type: 'segment-delta', part, attempt: 1, segment: number, path: [field], text }))
  })
  return [event({ type: 'segment-start', part, attempt: 1, segment: number }), ...fields, event({ type: 'segment-end', part, attempt: 1, segment: number })]
}

const partEnd = (part: number, numbers: number[]): RunEvent => event({ type: 'part-end', part, attempt: 1, segments: numbers.map(segmentOf), usage })

const told = (events: readonly RunEvent[]): string => {
  const text = createScriptText()
  return events.map(text).join('')
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

test('a set that streams by is told once, as its Markdown', () => {
  expect(squeezed(told([...streamed(1, 1), ...streamed(1, 2), partEnd(1, [1, 2])]))).toBe(squeezed(whole(1) + whole(2)))
})

test('wherever a stream is cut by the end of its set, the rest is told, and nothing twice', () => {
  const stream = [...streamed(1, 1), ...streamed(1, 2)]
  for (let cut = 0; cut <= stream.length; cut++) {
    expect(squeezed(told([...stream.slice(0, cut), partEnd(1, [1, 2])])), `cut after ${cut}`).toBe(squeezed(whole(1) + whole(2)))
  }
})

test('of sets that are drafted at once the first is told first, and none is mixed with another', () => {
  const [one, two] = [streamed(1, 1), streamed(2, 2)]
  const mixed = one.flatMap((first, at) => [first, ...two.slice(at, at + 1)])
  expect(squeezed(told([...mixed, partEnd(2, [2]), partEnd(1, [1])]))).toBe(squeezed(whole(1) + whole(2)))
})

const prose = 'The lamp went out. Nobody minded *much*.\n\nThen the phone rang.'
const chunkDeltas = (part: number, text: string, attempt = 1): RunEvent[] => (text.match(/.{1,6}/gsu) ?? []).map(piece => event({ type: 'chunk-delta', part, attempt, text: piece }))
const chunkEnd = (part: number): RunEvent => event({ type: 'part-end', part, attempt: 1, segments: [], chunk: { chunk_number: part, title: 'One', target_words: 12, words: 11, text: prose, marks: [] }, usage })

test('a chunk is told once, wherever its stream is cut by its end', () => {
  const stream = chunkDeltas(1, prose)
  for (let cut = 0; cut <= stream.length; cut++) {
    expect(squeezed(told([...stream.slice(0, cut), chunkEnd(1)])), `cut after ${cut}`).toBe(squeezed(chunkMarkdown(prose)))
  }
})

test('a chunk that was cut off goes on from what is kept of it, and what was shown beyond that is marked', () => {
  const kept = prose.indexOf(' Nobody')
  const again = event({ type: 'part-start', part: 1, attempt: 2, asked: [1], kept: [], keptCharacters: kept, budget: { maxOutputTokens: 1, units: 1, unit: 'word' } })
  const text = told([...chunkDeltas(1, prose.slice(0, kept + 12)), again, ...chunkDeltas(1, prose.slice(kept), 2), chunkEnd(1)])
  expect(squeezed(text)).toBe(squeezed(`The lamp went out. Nobody mind […] ${chunkMarkdown(prose.slice(kept))}`))
})
