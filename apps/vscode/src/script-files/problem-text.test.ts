import { inEnglish } from '@coldopen/client'
import { checkScript, type Bible } from '@coldopen/script'
import { expect, test } from 'vitest'
import { problemText } from './problem-text.ts'
import { planOf, segmentsOf } from './script.fixture.ts'

const plan = planOf(3, 3)
const [one, two, three] = segmentsOf(3).map(segment => ({ ...segment, narration: 'Night.' }))
if (!one || !two || !three) throw new Error('There are three.')

const told = (segments: readonly object[], info: Partial<Bible['generation_info']> = {}): string[] => {
  const bible = { ...plan, generation_info: { ...plan.generation_info, ...info } }
  const all = segments.map((changed, at) => ({ ...([one, two, three][at] ?? one), ...changed }))
  const numbers = all.map(segment => segment.segment_number)
  return checkScript({ bible, segments: all }).flatMap(finding => (finding.at === undefined ? [] : problemText(finding, { bible, numbers }, inEnglish)))
}

test('numbers that are out of order, there twice, or none of the script are told apart', () => {
  expect(told([{}, { segment_number: 1 }])).toEqual(['Segment 1 is there more than once.'])
  expect(told([{ segment_number: 3 }, {}])).toEqual(['Segment 2 stands behind segment 3.'])
  expect(told([{ segment_number: 9 }])).toEqual(['Segment 9 is none of the script, which has 3.'])
  expect(told([{ segment_number: undefined }])).toContain('This segment has no number.')
})

test('what is empty is named', () => {
  const speech = { character_id: 'char_001', line: '' }
  const found = told([{ title: '', setting: '', action: '', narration: '', dialogue: [speech] }])
  expect(found).toEqual(['title', 'setting', 'action', 'narration', 'text in one of its speeches'].map(what => `This segment has no ${what}.`))
})

test('narration is told where it is missing, and where it is not wanted', () => {
  expect(told([{ narration: undefined }])).toEqual(['This segment has no narration.'])
  expect(told([{}], { no_narration: true })).toEqual(['This segment has narration, which this script is to have nowhere.'])
  expect(told([{}, {}], { narration_only_first: true })).toEqual(['This segment has narration, which this script is to have in segment 1 alone.'])
})

test('a speaker who is nobody and a name that has drifted are quoted', () => {
  expect(told([{ dialogue: [{ speaker: 'Stranger', line: 'Who goes there?' }] }])).toEqual(['“Stranger” speaks and is not in the roster.'])
  expect(told([{ action: 'Tobais leaves with Mara.' }])).toEqual(['“Tobais” looks like Tobias, spelt in another way.'])
})
