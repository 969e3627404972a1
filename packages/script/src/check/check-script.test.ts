import { expect, test } from 'vitest'
import type { Bible } from '../schema/bible.ts'
import { checkScript, type CheckedSegment } from './check-script.ts'

const character = (id: string, name: string): Bible['characters_roster'][number] => ({
  id,
  name,
  physical_appearance: { age: '', build: '', face: '', clothing: '' },
  personality: { temperament: '', desire: '', flaw: '' },
  voice_characteristics: { tone: '', pace: '', accent: '' },
})

const bibleWith = (info: Partial<Bible['generation_info']> = {}): Bible => ({
  title: 'The Lamp',
  short_summary: 'Marek Voss keeps a lamp.',
  description: '',
  hashtags: [],
  narrator_voice: '',
  characters_roster: [character('char_001', 'Marek Voss'), character('char_002', 'Zoë')],
  story_outline: ['Marek meets the Marechal.'],
  generation_info: { total_segments: 3, segments_per_set: 3, generated_at: '2026-11-21T00:00:00.000Z', idea: 'a lamp', no_narration: false, narration_only_first: false, adult_story: false, ...info },
})

const segment = (number: number | undefined, changed: Partial<CheckedSegment> = {}): CheckedSegment => ({
  ...(number !== undefined && { segment_number: number }),
  title: 'The Stairs',
  setting: 'INT. TOWER - NIGHT',
  action: 'Marek climbs the stairs.',
  narration: 'It is late, and Marek’s lamp is out.',
  dialogue: [{ character_id: 'char_002', line: 'Who is there?' }],
  ...changed,
})

const messages = (segments: CheckedSegment[], info: Partial<Bible['generation_info']> = {}): string[] => checkScript({ bible: bibleWith(info), segments }).map(finding => finding.message)

test('a script that keeps to everything has nothing to be said of it', () => {
  expect(messages([segment(1), segment(2), segment(3)])).toEqual([])
})

test('numbers are each there once, in order, and all of them', () => {
  expect(messages([segment(2), segment(1), segment(2), segment(undefined), segment(9)])).toEqual([
    'Segment 1 stands behind segment 2.',
    'Segment 2 is there more than once.',
    'The segment at place 4 has no number.',
    'Segment 9 is none of the script, which has 3.',
    'Segment 3 is missing.',
  ])
  expect(messages([segment(2)], { total_segments: 8 })).toEqual(['Segments 1, 3–8 are missing.'])
})

test('empty text and speakers whom the roster does not have are found where they stand', () => {
  const dialogue = [{ character_id: 'char_009', line: 'No.' }, { speaker: 'MAREC', line: ' ' }]
  const [first, ...rest] = checkScript({ bible: bibleWith({ total_segments: 1 }), segments: [segment(1, { action: ' \n', dialogue })] })
  expect(first).toEqual({ kind: 'empty', unit: 1, at: 0, field: 'action', message: 'Segment 1 has no action.' })
  expect(rest).toMatchObject([
    { kind: 'empty', field: 'dialogue.1.line' },
    { kind: 'speaker', field: 'dialogue.0.character_id', quote: 'char_009' },
    { kind: 'speaker', field: 'dialogue.1.character_id', quote: 'MAREC', suggestion: 'Marek' },
  ])
})

test.for([
  [{}, [1, 2], []],
  [{}, [1], ['Segment 2 has no narration.']],
  [{ no_narration: true }, [2], ['Segment 2 has narration, which this script is to have nowhere.']],
  [{ narration_only_first: true }, [1], []],
  [{ narration_only_first: true }, [2], ['Segment 1 has no narration.', 'Segment 2 has narration, which this script is to have in segment 1 alone.']],
] as const)('narration stands where %j has it: in %j, %j', ([info, narrated, expected]) => {
  const segments = [1, 2].map(number => segment(number, { narration: narrated.some(each => each === number) ? 'It is late.' : undefined }))
  expect(messages(segments, { total_segments: 2, ...info })).toEqual(expected)
})

test('names that look like the roster’s are found, and words that are none are left alone', () => {
  const action = 'Mareck waits. Marke waits. Zoe laughs with Marek, MAREK and Zoë. The Marechal nods. Vass! Mark it, and mark it well. A Voss is a Voss.'
  const found = checkScript({ bible: bibleWith({ total_segments: 1 }), segments: [segment(1, { action })] })
  expect(found.map(finding => [finding.quote, finding.suggestion])).toEqual([['Mareck', 'Marek'], ['Marke', 'Marek'], ['Vass', 'Voss']])
})

test('chunks are as long as they were planned, within fifteen in a hundred', () => {
  const text = (words: number): string => Array.from({ length: words }, () => 'word').join(' ')
  const chunks = [{ chunk_number: 1, target_words: 100, text: text(86) }, { chunk_number: 2, target_words: 100, text: text(84) }, { chunk_number: 3, target_words: 100, text: '' }]
  expect(checkScript({ bible: bibleWith(), chunks }).map(finding => finding.message)).toEqual(['Chunk 2 has 84 words where 100 were planned.', 'Chunk 3 has no text.'])
})
