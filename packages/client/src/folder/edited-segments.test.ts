import { segmentId, segmentMarkdown, type Character, type Segment } from '@coldopen/script'
import { expect, test } from 'vitest'
import { editedSegments } from './edited-segments.ts'

const character = (id: string, name: string): Character => ({
  id,
  name,
  physical_appearance: { age: '40', build: 'slight', face: 'plain', clothing: 'oilskin' },
  personality: { temperament: 'patient', desire: 'to be relieved', flaw: 'pride' },
  voice_characteristics: { tone: 'low', pace: 'slow', accent: 'northern' },
})
const roster = [character('char_001', 'Mara'), character('char_002', 'Ilse')]
const segmentOf = (number: number): Segment => ({
  segment_id: segmentId(number),
  segment_number: number,
  title: `Night *${number}*`,
  setting: 'INT. LANTERN ROOM — NIGHT',
  action: 'The lamp turns.\n\nShe counts: 1, 2 — and *stops*.',
  narration: 'Nobody came.',
  dialogue: [
    { character_id: 'char_001', delivery: 'softly', line: 'Who is there?' },
    { character_id: 'char_002', delivery: '', line: 'The sea.' },
  ],
})
const drafted = [1, 2, 3].map(segmentOf)
const text = drafted.map(segment => segmentMarkdown(segment, roster)).join('')

test('a script that nobody has touched has no edited segment, whatever its line ends', () => {
  expect(editedSegments(text, { segments: drafted, roster })).toEqual([])
  expect(editedSegments(text.replaceAll('\n', '\r\n'), { segments: drafted, roster })).toEqual([])
})

test('the writer’s words are found in their segment, and all else of it stays', () => {
  const edited = text.replace('Who is there?', 'Who goes there?').replace(/(seg_0003[\s\S]*)The lamp turns/, '$1The lamp has stopped')
  const [one, three] = editedSegments(edited, { segments: drafted, roster })
  expect(one).toEqual({ ...segmentOf(1), dialogue: [{ character_id: 'char_001', delivery: 'softly', line: 'Who goes there?' }, segmentOf(1).dialogue?.[1]] })
  expect(three).toEqual({ ...segmentOf(3), action: 'The lamp has stopped.\n\nShe counts: 1, 2 — and *stops*.' })
})

test('who speaks and is nobody of the roster speaks in the action, and a narration that was taken out is gone', () => {
  const strange = editedSegments(text.replace('**ILSE**', '**ZEBULON**'), { segments: drafted, roster })
  expect(strange).toMatchObject([{ segment_number: 1, action: expect.stringMatching(/\n\nZEBULON: The sea\.$/), dialogue: [{ character_id: 'char_001' }] }])
  expect(editedSegments(text.replace('> Nobody came.', ''), { segments: drafted, roster })[0]).not.toHaveProperty('narration')
})

test('who has another name in the writer’s plan speaks under it, under the old one where the script still has that, and is no stranger', () => {
  const rosterNow = [character('char_001', 'Nora'), character('char_002', 'Ilse'), character('char_003', 'Zebulon')]
  const script = { segments: drafted, roster, rosterNow }
  const renamed = text.replaceAll('**MARA**', '**NORA**')
  expect(editedSegments(renamed, script)).toEqual([])
  expect(editedSegments(text, script)).toEqual([])
  const edited = renamed.replace('Who is there?', 'Who goes there?').replace('**ILSE**', '**ZEBULON**').replace(/(seg_0003[\s\S]*)\*\*NORA(\*\*[\s\S]*)The sea/, '$1**MARA$2The wind')
  expect(editedSegments(edited, script)).toEqual([
    { ...segmentOf(1), dialogue: [{ character_id: 'char_001', delivery: 'softly', line: 'Who goes there?' }, { character_id: 'char_003', delivery: '', line: 'The sea.' }] },
    { ...segmentOf(3), dialogue: [segmentOf(3).dialogue?.[0], { character_id: 'char_002', delivery: '', line: 'The wind.' }] },
  ])
})

test('what was deleted, or emptied, is not sent as an edit', () => {
  const [, second = ''] = text.split(/(?=<!-- seg_0002)/)
  expect(editedSegments(text.replace(second.slice(0, second.indexOf('<!-- seg_0003')), ''), { segments: drafted, roster })).toEqual([])
  expect(editedSegments(text.replace(second, `${second.slice(0, second.indexOf('\n\n'))}\n\n`), { segments: drafted, roster })).toEqual([])
})

test('a segment that breaks off is no edit where its script may not have arrived whole, since that would give up what was paid for', () => {
  const cut = text.slice(0, text.lastIndexOf('Who is there?'))
  expect(editedSegments(cut, { segments: drafted, roster }, { breaksOff: true })).toEqual([])
  expect(editedSegments(cut, { segments: drafted, roster })).toMatchObject([{ segment_number: 3 }])
  expect(editedSegments(cut.replaceAll('Nobody came', 'Somebody came'), { segments: drafted, roster }, { breaksOff: true })).toHaveLength(3)
})
