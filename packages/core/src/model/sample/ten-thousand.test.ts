import type { Character } from '@coldopen/script'
import { describe, expect, it } from 'vitest'
import { answered, lighthouse, person, setRequest, upTo, type Drafted } from './requests.fixture.ts'

const pair = [person('char_001', 'Oda', 'clipped and blunt'), person('char_002', 'Lady Finch', 'formal')]

const linesOf = (segment: Drafted): string => segment.dialogue.map(speech => speech.line).toSorted().join('\n')

const tenThousand = async (idea: string, roster: readonly Character[]): Promise<Drafted[]> => {
  const segments: Drafted[] = []
  for (let first = 1; first <= 10_000; first += 500) {
    const request = setRequest({ idea, numbers: upTo(first + 499, first), of: 10_000, roster, narration: 'none' })
    segments.push(...JSON.parse(await answered({ ...request, maxOutputTokens: 500_000 })).segments)
  }
  return segments
}

describe('ten thousand segments', () => {
  it.each([
    ['of an idea with a cast', lighthouse, pair],
    ['of an idea without words, with one character', '🦊', [person('char_001', 'Solo', '')]],
  ])('%s have no two titles, actions or exchanges alike, and none begins as the one before', async (_, idea, roster) => {
    const segments = await tenThousand(idea, roster)
    expect(segments).toHaveLength(10_000)
    expect(new Set(segments.map(segment => segment.title)).size).toBe(10_000)
    expect(new Set(segments.map(segment => segment.action)).size).toBe(10_000)
    expect(new Set(segments.map(linesOf)).size).toBe(10_000)
    const beginnings = (text: (segment: Drafted) => string): string[] => segments.map(segment => text(segment).split(' ')[0] ?? '')
    for (const firstWords of [beginnings(segment => segment.action), beginnings(segment => segment.title)]) {
      expect(firstWords.filter((word, at) => word === firstWords[at - 1])).toEqual([])
    }
  }, 60_000)
})
