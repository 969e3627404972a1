import { describe, expect, test } from 'vitest'
import { briefWith, sheet } from '../../test/draft/setting.ts'
import type { Brief } from '../brief.ts'
import { formatNames, formats } from '../formats/registry.ts'
import { checkBrief } from './check-brief.ts'

const refused = (given: Partial<Brief>) => expect(() => checkBrief(briefWith(given)))
const pack = { topic: 'x', facts: [{ fact: 'y', source_ids: [] }], names: [], sources: [] }

describe('a brief is refused', () => {
  test('whose options contradict each other', () => {
    refused({ noNarration: true, narrationOnlyFirst: true }).toThrow('no_narration and narration_only_first contradict each other: choose one.')
    refused({ noNarration: true }).not.toThrow()
    refused({ adultStory: true, rating: 'teen' }).toThrow('adult_story and rating: teen contradict each other: choose one.')
    refused({ adultStory: true, rating: 'mature' }).not.toThrow()
  })

  test('whose roster has an id twice, by that id', () => {
    const roster = [{ id: 'char_002', ...sheet('Anna') }, sheet('Marek'), { id: 'char_002', ...sheet('Zoë') }]
    refused({ roster }).toThrow('The roster has the id char_002 twice')
    refused({ roster: roster.slice(0, 2) }).not.toThrow()
  })

  test.each<[Brief['format'], Partial<Brief>, string]>([
    ['movie', { hosts: ['Ada'] }, 'The format movie has no use for hosts: leave it out.'],
    ['meme', { words: 300 }, 'The format meme has no use for words: leave it out.'],
    ['podcast', { segments: 12 }, 'The format podcast has no use for segments: leave it out.'],
    ['podcast', { noNarration: true }, 'The format podcast has no use for no_narration: leave it out.'],
    ['prose', { freshness: 7 }, 'The format prose has no use for freshness: leave it out.'],
  ])('that gives a %s what it has no use for', (format, given, sentence) => {
    refused({ format, ...given }).toThrow(sentence)
  })

  test('whose chunks do not add up', () => {
    const chunkPlan = [{ title: 'One', role: 'open', words: 400 }, { title: 'Two', role: 'end', words: 500 }]
    refused({ format: 'podcast', chunkPlan, words: 1000 }).toThrow('The chunks of chunk_plan have 900 words together, but words is 1000.')
    refused({ format: 'podcast', chunkPlan, chunks: 3 }).toThrow('chunk_plan has 2 chunks, but chunks is 3.')
    refused({ format: 'podcast', chunkPlan, chunks: 2, words: 900 }).not.toThrow()
    refused({ format: 'prose', words: 100, chunks: 50 }).toThrow('100 words are too few for 50 chunks.')
    refused({ format: 'podcast', chunks: 4 }).toThrow('The format podcast has 10 chunks or more')
    refused({ format: 'podcast', words: 100 }).toThrow('100 words are too few for 10 chunks.')
  })

  test('that asks of a shorter cut what its facts and length settle', () => {
    refused({ format: 'podcast', cutOf: { pack, words: 300 }, freshness: 3 }).toThrow('leave freshness out')
    refused({ format: 'podcast', cutOf: { pack, words: 300 } }).not.toThrow()
  })
})

test('every format takes a brief of an idea alone, in any language', () => {
  for (const format of formatNames) refused({ format, language: 'Polish' }).not.toThrow()
})

test('every format takes what it says it takes', () => {
  for (const format of formatNames) expect(formats[format].takes.filter((field, at, all) => all.indexOf(field) !== at)).toEqual([])
})
