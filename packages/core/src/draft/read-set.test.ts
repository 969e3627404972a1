import { describe, expect, test } from 'vitest'
import { sheet } from '../../test/draft/setting.ts'
import type { Happening } from '../events.ts'
import type { SetRules } from './contract.ts'
import { createSetReader } from './read-set.ts'

const anna = { id: 'char_001', ...sheet('Anna Keel') }
const rules: SetRules = { narration: 'each', roster: [anna] }

const scene = (title: string, more: object = {}) => ({
  title,
  setting: 'INT. LAMP ROOM - NIGHT',
  action: 'Anna climbs.',
  narration: 'Nobody had told her.',
  dialogue: [{ character_id: 'char_001', delivery: 'low', line: 'Not tonight.' }],
  ...more,
})

const asking = (asked: number[], given: Partial<SetRules> = {}) =>
  createSetReader({ number: 2, attempt: 3, asked, output: { segments: [] } }, { ...rules, ...given })

/** What a reader makes of a text that comes in pieces of a few characters. */
const read = (reader: ReturnType<typeof asking>, text: string, piece = 7) => {
  const events: Happening[] = []
  for (let at = 0; at < text.length; at += piece) events.push(...reader.push(text.slice(at, at + piece)))
  return { events, ...reader.finish() }
}

const titles = (reading: ReturnType<typeof read>) => reading.output.segments.map(segment => [segment.segment_number, segment.title])

/** The text of one field as a client puts it together. */
const shown = (events: readonly Happening[], segment: number, path: string) =>
  events.map(event => (event.type === 'segment-delta' && event.segment === segment && event.path.join('/') === path ? event.text : '')).join('')

describe('the answer for a set', () => {
  test('gives its elements the numbers that were asked for, in order', () => {
    const reading = read(asking([12, 15]), JSON.stringify({ segments: [scene('Twelve'), scene('Fifteen')] }))
    expect(titles(reading)).toEqual([[12, 'Twelve'], [15, 'Fifteen']])
    expect(reading.output.segments[0]).toMatchObject({ segment_id: 'seg_0012' })
    expect(reading.faults).toEqual([])
  })

  test('is shown as it comes: where each segment begins, its text by field, and where it ends', () => {
    const { events } = read(asking([12]), JSON.stringify({ segments: [scene('Twelve')] }))
    expect(events[0]).toEqual({ type: 'segment-start', part: 2, attempt: 3, segment: 12 })
    expect(shown(events, 12, 'title')).toBe('Twelve')
    expect(shown(events, 12, 'dialogue/0/line')).toBe('Not tonight.')
    expect(events.at(-1)).toEqual({ type: 'segment-end', part: 2, attempt: 3, segment: 12 })
  })

  test('is kept to its last finished segment wherever it is cut', () => {
    const text = JSON.stringify({ segments: [scene('One'), scene('Two \ud83d\ude00'), scene('Three')] })
    const ends = [...text.matchAll(/\}\]\}/g)].map(match => match.index + 3)
    for (let at = 0; at <= text.length; at++) {
      const reading = read(asking([1, 2, 3]), text.slice(0, at), 50)
      expect(reading.output.segments).toHaveLength(ends.filter(end => end <= at).length)
      expect(reading.faults).toHaveLength(at === text.length ? 0 : 1)
    }
  })

  test.each([
    ['a speaker who is not in the roster', { dialogue: [{ character_id: 'char_009', delivery: '', line: 'Who?' }] }, 'segment 2: "char_009" is not in the roster'],
    ['an empty text', { action: ' \n' }, 'segment 2: action is empty'],
    ['a missing narration', { narration: undefined }, 'segment 2: narration is empty'],
    ['an empty line of dialogue', { dialogue: [{ character_id: 'char_001', delivery: '', line: ' ' }] }, 'segment 2: a line of dialogue is empty'],
  ])('loses only the segment with %s', (_, fault, sentence) => {
    const reading = read(asking([1, 2, 3]), JSON.stringify({ segments: [scene('One'), scene('Two', fault), scene('Three')] }))
    expect(titles(reading)).toEqual([[1, 'One'], [3, 'Three']])
    expect(reading.faults).toEqual([sentence])
  })

  test('has no more segments than were asked for', () => {
    expect(titles(read(asking([1]), JSON.stringify({ segments: [scene('One'), scene('Two')] })))).toEqual([[1, 'One']])
  })

  test('has every number once, even when it says its list twice', () => {
    const list = JSON.stringify([scene('One'), scene('Two')])
    const reading = read(asking([1, 2]), `{"segments":${list},"segments":${list.replaceAll('One', 'Other')}}`)
    expect(titles(reading)).toEqual([[1, 'One'], [2, 'Two']])
    expect(shown(reading.events, 1, 'title')).toBe('One')
  })

  test('may stand in a fence, with talk around it', () => {
    const text = `Here you are:\n\`\`\`json\n${JSON.stringify({ segments: [scene('One')] }, null, 2)}\n\`\`\`\nEnjoy!`
    expect(titles(read(asking([1]), text))).toEqual([[1, 'One']])
  })

  test('may call a speaker by name', () => {
    const said = { dialogue: [{ character_id: ' ANNA KEEL ', delivery: 'low', line: 'Yes.' }] }
    expect(read(asking([1]), JSON.stringify({ segments: [scene('One', said)] })).output.segments[0]?.dialogue).toMatchObject([{ character_id: 'char_001' }])
  })

  test('is trimmed, and free of half characters', () => {
    const reading = read(asking([1]), '{"segments":[' + JSON.stringify(scene(' \ud83d One \n')) + ']}')
    expect(reading.output.segments[0]?.title).toBe('\ufffd One')
  })

  test('keeps what was there before it, in order', () => {
    const before = read(asking([2]), JSON.stringify({ segments: [scene('Two')] })).output
    const reader = createSetReader({ number: 1, attempt: 2, asked: [1, 3], output: before }, rules)
    expect(titles(read(reader, JSON.stringify({ segments: [scene('One'), scene('Three')] })))).toEqual([[1, 'One'], [2, 'Two'], [3, 'Three']])
  })
})

const silent = (title: string) => scene(title, { narration: undefined })

describe('narration', () => {
  const opening = { narration: 'first' } as const

  test('of the first segment alone stands at the root, and is put on segment 1', () => {
    const reading = read(asking([1, 2], opening), JSON.stringify({ narration: 'Once there was a lamp.', segments: [silent('One'), silent('Two')] }))
    expect(reading.output.segments.map(segment => segment.narration)).toEqual(['Once there was a lamp.', undefined])
    expect(shown(reading.events, 1, 'narration')).toBe('Once there was a lamp.')
  })

  test('of the first segment alone may stand on segment 1 itself, once', () => {
    const reading = read(asking([1, 2], opening), JSON.stringify({ segments: [scene('One'), scene('Two')] }))
    expect(reading.output.segments.map(segment => segment.narration)).toEqual(['Nobody had told her.', undefined])
    expect(shown(reading.events, 1, 'narration')).toBe('Nobody had told her.')
    expect(shown(reading.events, 2, 'narration')).toBe('')
  })

  test('at the root stands over one on segment 1', () => {
    const reading = read(asking([1], opening), JSON.stringify({ narration: 'Root.', segments: [scene('One')] }))
    expect(reading.output.segments[0]?.narration).toBe('Root.')
    expect(shown(reading.events, 1, 'narration')).toBe('Root.')
  })

  test('that is not a text is none', () => {
    for (const narration of [null, 7, {}, ['a']]) {
      const reading = read(asking([1], opening), JSON.stringify({ narration, segments: [silent('One')] }))
      expect(reading.faults).toEqual(['segment 1: narration is empty'])
    }
  })

  test('that nobody asked for is neither kept nor shown', () => {
    const reading = read(asking([1], { narration: 'none' }), JSON.stringify({ segments: [scene('One')] }))
    expect(reading.output.segments[0]).not.toHaveProperty('narration')
    expect(shown(reading.events, 1, 'narration')).toBe('')
  })
})

describe('fields that nobody asked for', () => {
  test('are neither kept nor shown', () => {
    const reading = read(asking([1], { roster: [] }), JSON.stringify({ notes: ['mine'], segments: [scene('One', { segment_number: '9', mood: 'dark' })] }))
    expect(Object.keys(reading.output.segments[0] ?? {})).toEqual(['segment_id', 'segment_number', 'title', 'setting', 'action', 'narration'])
    const fields = reading.events.flatMap(event => (event.type === 'segment-delta' ? [event.path[0]] : []))
    expect(new Set(fields)).toEqual(new Set(['title', 'setting', 'action', 'narration']))
  })
})
