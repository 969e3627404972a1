import { describe, expect, test } from 'vitest'
import { sheet } from '../../test/draft/setting.ts'
import { checkSegment, isGap, type SetRules } from './contract.ts'

const rules: SetRules = { narration: 'each', roster: [{ id: 'char_001', ...sheet(' Anna Keel ') }] }

const answered = {
  title: 'The lamp',
  setting: 'INT. LAMP ROOM - NIGHT',
  action: 'It goes out.',
  narration: 'It always had.',
  dialogue: [{ character_id: 'char_001', delivery: ' low ', line: ' Not tonight. ' }],
}

describe('a segment that keeps the contract', () => {
  test('gets its number and its id from us, and is trimmed', () => {
    expect(checkSegment({ ...answered, segment_number: 99, segment_id: 'mine' }, 7, rules)).toEqual({
      ok: true,
      segment: { ...answered, segment_id: 'seg_0007', segment_number: 7, dialogue: [{ character_id: 'char_001', delivery: 'low', line: 'Not tonight.' }] },
    })
  })

  test('may have nobody speaking, and no delivery', () => {
    const said = { character_id: 'anna keel', line: 'Yes.' }
    expect(checkSegment({ ...answered, dialogue: [said] }, 1, rules)).toMatchObject({ segment: { dialogue: [{ character_id: 'char_001', delivery: '', line: 'Yes.' }] } })
    expect(checkSegment({ ...answered, dialogue: [] }, 1, rules)).toMatchObject({ segment: { dialogue: [] } })
    expect(checkSegment({ ...answered, dialogue: undefined }, 1, rules)).toMatchObject({ segment: { dialogue: [] } })
  })

  test('has narration where it is asked for, and only there', () => {
    const narrations = (narration: SetRules['narration']) => [1, 2].map(number => {
      const checked = checkSegment(answered, number, { ...rules, narration })
      return checked.ok && checked.segment.narration !== undefined
    })
    expect(narrations('each')).toEqual([true, true])
    expect(narrations('first')).toEqual([true, false])
    expect(narrations('none')).toEqual([false, false])
  })

  test('has no dialogue where there is nobody to speak', () => {
    const checked = checkSegment(answered, 1, { ...rules, roster: [] })
    expect(checked.ok && 'dialogue' in checked.segment).toBe(false)
  })
})

test.each([
  [null, 'the segment: '],
  ['a text', 'the segment: '],
  [[answered], ': '],
  [{ ...answered, title: 7 }, 'title: '],
  [{ ...answered, setting: undefined }, 'setting: '],
  [{ ...answered, action: ' \n\t' }, 'action is empty'],
  [{ ...answered, narration: undefined }, 'narration is empty'],
  [{ ...answered, dialogue: 'none' }, 'dialogue: '],
  [{ ...answered, dialogue: [{ character_id: 'Marek', delivery: '', line: 'Who?' }] }, '"Marek" is not in the roster'],
  [{ ...answered, dialogue: [{ character_id: '', delivery: '', line: 'Who?' }] }, '"" is not in the roster'],
  [{ ...answered, dialogue: [{ character_id: 'char_001', delivery: '', line: '' }] }, 'a line of dialogue is empty'],
])('a segment that breaks the contract says where: %#', (value, why) => {
  expect(checkSegment(value, 1, rules)).toMatchObject({ ok: false, why: expect.stringContaining(why) })
})

test('a gap in an outline is a beat that says nothing', () => {
  for (const gap of ['', ' ', '…', '...', '. . .', '—', '-', '···', '\n']) expect(isGap(gap)).toBe(true)
  for (const beat of ['No.', 'Dawn…', '夜明け', '42', '😀']) expect(isGap(beat)).toBe(false)
})
