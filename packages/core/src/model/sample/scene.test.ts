import type { Character } from '@coldopen/script'
import { describe, expect, it } from 'vitest'
import { answered, lighthouse, person, planFor, rosterOf, segmentsFor, setRequest, upTo, type Drafted } from './requests.fixture.ts'

const pair = [person('char_001', 'Oda', 'clipped and blunt'), person('char_007', 'Lady Finch', 'formal, educated')]

const narrated = async (narrator_voice: string): Promise<string> => {
  const segments = await segmentsFor({ idea: lighthouse, numbers: upTo(10), of: 20, roster: pair, more: { narrator_voice } })
  return segments.map(segment => segment.narration).join('\n')
}

const wholeScript = async (idea: string, of: number, perSet = 10): Promise<{ segments: Drafted[]; roster: Character[] }> => {
  const bible = await planFor({ idea, total: of })
  const roster = rosterOf(bible)
  const segments: Drafted[] = []
  for (let first = 1; first <= of; first += perSet) {
    const numbers = upTo(Math.min(of, first + perSet - 1), first)
    segments.push(...(await segmentsFor({ idea, numbers, of, roster, beats: bible.story_outline.slice((first - 1) / 10, (first - 1) / 10 + 1) })))
  }
  return { segments, roster }
}

describe('the segments of the sample writer', () => {
  it('are scenes: a title, a slug line, an action of some sentences, and two to five lines of the roster', async () => {
    const { segments, roster } = await wholeScript(lighthouse, 40)
    const ids = new Set(roster.map(character => character.id))
    for (const segment of segments) {
      expect(segment.setting).toMatch(/^(INT|EXT)\. .+ — (DAWN|MORNING|DAY|AFTERNOON|DUSK|EVENING|NIGHT)$/)
      expect(segment.title).toMatch(/^\p{Lu}/u)
      const sentences = segment.action.split(/(?<=[.!?])\s/u).length
      expect(sentences).toBeGreaterThanOrEqual(2)
      expect(sentences).toBeLessThanOrEqual(9)
      expect(segment.dialogue.length).toBeGreaterThanOrEqual(2)
      expect(segment.dialogue.length).toBeLessThanOrEqual(5)
      expect(segment.dialogue.every(speech => ids.has(speech.character_id) && speech.delivery !== '' && speech.line !== '')).toBe(true)
      expect(new Set(segment.dialogue.map(speech => speech.character_id)).size).toBeGreaterThan(1)
    }
  })

  it('fit into five hundred tokens each', async () => {
    const { segments } = await wholeScript(lighthouse, 40)
    for (const segment of segments) expect(JSON.stringify(segment).length / 4).toBeLessThan(500)
  })

  it('play where the idea plays, and speak of what it speaks of', async () => {
    const { segments } = await wholeScript(lighthouse, 40)
    const told = segments.map(segment => JSON.stringify(segment))
    const mentioning = (words: RegExp): number => told.filter(segment => words.test(segment)).length
    expect(segments.some(segment => segment.setting.startsWith('INT. LIGHTHOUSE'))).toBe(true)
    expect(mentioning(/\b(letter|language|lighthouse|wrote|learned)\b/iu)).toBeGreaterThan(segments.length * 0.8)
    expect(mentioning(/\bletter\b/iu)).toBeGreaterThan(segments.length * 0.4)
    expect(mentioning(/\blanguage\b/iu)).toBeGreaterThan(segments.length * 0.2)
  })

  it('obey an edited outline: whoever and whatever a beat names is in its scenes', async () => {
    const beats = ['In the boathouse loft Oda teaches a walrus the trombone.']
    const segments = await segmentsFor({ idea: lighthouse, numbers: upTo(10), of: 20, roster: pair, beats })
    expect(segments.map(segment => segment.action).join(' ')).toMatch(/\bthe (walrus|trombone)\b/)
    expect(segments[0]?.narration).toContain(beats[0])
    expect(segments[0]?.setting).toContain('BOATHOUSE LOFT')
  })

  it('let people speak of their own wishes and flaws, in their own voices', async () => {
    const segments = await segmentsFor({ idea: lighthouse, numbers: upTo(26), of: 26, roster: pair })
    const linesOf = (id: string): string => segments.flatMap(segment => segment.dialogue.filter(speech => speech.character_id === id).map(speech => speech.line)).join('\n')
    expect(linesOf('char_001')).toMatch(/to see Odaville again|never trusts anyone but Oda\b/iu)
    expect(linesOf('char_001')).not.toContain('Lady Finchville')
    expect(linesOf('char_001')).toMatch(/n’t\b/u)
    expect(linesOf('char_007')).toMatch(/\b(do|is|did|had) not\b/u)
    expect(linesOf('char_007')).not.toMatch(/\b(do|did)n’t\b/u)
  })

  it('tell it in the narrator’s voice that the bible describes', async () => {
    expect(await narrated('The whole town as a chorus')).toMatch(/\bwe\b|\bour\b|\bus\b/iu)
    expect(await narrated('dry and exact')).toMatch(/For the record|noted|witness|written down|claimed later/)
  })

  it('go on from the segment before', async () => {
    const [first, second] = await segmentsFor({ idea: lighthouse, numbers: [11, 12], of: 20, roster: pair, more: { before: { title: 'The Kipper Affair', setting: '', action: '' } } })
    expect(first?.action).toContain('The Kipper Affair')
    expect(second?.action).not.toContain('The Kipper Affair')
  })

  it('have a shape: the first opens, the last resolves', async () => {
    const { segments } = await wholeScript('A cook guards a recipe.', 20)
    const other = await segmentsFor({ idea: 'A cook guards a recipe.', numbers: [1, 20], of: 10_000, roster: pair })
    expect(segments.at(-1)?.action).not.toBe(other[1]?.action)
    expect(segments[0]?.action.split('. ').at(-1)).not.toBe(segments.at(-1)?.action.split('. ').at(-1))
  })

  it('are the same whether a segment is asked for in its set or alone', async () => {
    const inSet = await segmentsFor({ idea: lighthouse, numbers: upTo(20, 11), of: 40, roster: pair })
    const alone = await segmentsFor({ idea: lighthouse, numbers: [14], of: 40, roster: pair })
    expect(alone[0]).toEqual(inSet[3])
  })

  it('leave out dialogue and narration where the shape has none, and tell an opening narration once', async () => {
    const silent = JSON.parse(await answered(setRequest({ idea: lighthouse, numbers: upTo(3), of: 20, roster: [], narration: 'first' })))
    expect(Object.keys(silent)).toEqual(['narration', 'segments'])
    expect(Object.keys(silent.segments[0])).toEqual(['title', 'setting', 'action'])
  })

  it('manage with a single character', async () => {
    const [one] = pair
    const segments = await segmentsFor({ idea: 'echo', numbers: upTo(20), of: 20, roster: one ? [one] : [] })
    expect(segments.every(segment => segment.dialogue.every(speech => speech.character_id === 'char_001'))).toBe(true)
    expect(JSON.stringify(segments)).not.toMatch(/undefined|\{\w+\}/)
  })

  it('keep what a writer puts in braces as it is', async () => {
    const told = JSON.stringify(await segmentsFor({ idea: 'a {A} and a {gesture}', numbers: upTo(10), of: 20, roster: [person('char_001', '{B} {prop}', 'dry')], beats: ['{place}'] }))
    expect(told).toContain('{B} {prop}')
  })
})
