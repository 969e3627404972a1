import { expect, test } from 'vitest'
import type { Bible } from '../schema/bible.ts'
import { scriptSchema } from '../schema/script.ts'
import { readMarkdown } from './markdown/read.ts'
import { readChunk } from './markdown/read-chunk.ts'
import { chunkedScriptSchema, scriptAs } from './whole-script.ts'

const bible: Bible = {
  title: 'The Lamp That Went Out',
  short_summary: 'A lamp.',
  description: 'It went out.',
  hashtags: ['lamp'],
  narrator_voice: '',
  characters_roster: [],
  story_outline: ['It goes out.'],
  generation_info: {
    format: 'movie',
    total_segments: 1,
    segments_per_set: 1,
    generated_at: '2026-11-21T09:00:00Z',
    idea: 'The lamp that went out.',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
    notice: 'This is sample text.',
  },
}
const segment = { segment_id: 'seg_0001', segment_number: 1, title: 'Night', setting: 'INT. LANTERN ROOM', action: 'The lamp turns.' }
const chunk = (chunk_number: number, text: string) => ({ chunk_number, title: 'Cold Open', target_words: 4, words: 3, text, marks: [] })
const chunks = [chunk(1, 'The lamp turns.'), chunk(2, 'It *stops*.\n\nNobody came.')]

test('a script of segments is one Markdown text that reads back, or one JSON text with its keys in order', () => {
  const markdown = scriptAs({ segments: [segment], bible }, 'markdown')
  expect(markdown).toMatch(/^# The Lamp That Went Out\n/)
  expect(markdown).toContain('> This is sample text.')
  expect(readMarkdown(markdown, []).segments).toMatchObject([{ segment_id: 'seg_0001', action: 'The lamp turns.' }])
  const json = scriptAs({ segments: [segment], bible }, 'json')
  expect(scriptSchema.parse(JSON.parse(json))).toEqual({ bible, segments: [segment] })
  expect(json).toMatch(/^\{\n  "bible": \{\n    "title"/)
})

test('a script of chunks is its prose under its notice, or one JSON text', () => {
  const markdown = scriptAs({ bible, chunks }, 'markdown')
  expect(readChunk(markdown, 'This is sample text.')).toBe('The lamp turns.\n\nIt *stops*.\n\nNobody came.')
  expect(markdown).toMatch(/^> This is sample text\.\n\nThe lamp turns\.\n\n/)
  expect(chunkedScriptSchema.parse(JSON.parse(scriptAs({ bible, chunks }, 'json')))).toEqual({ bible, chunks })
})
