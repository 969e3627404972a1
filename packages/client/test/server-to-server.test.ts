import { expect, test } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { openStudio } from './open-studio.ts'

type Commission = (coldopen: Coldopen, idea: string, title: string) => Promise<{
  readonly preview: { readonly set_number: number; readonly story_set: readonly { readonly segment_number: number }[] }
  readonly script: Awaited<ReturnType<Coldopen['api']['runs']['get']['query']>>
}>

const example = new URL('../../../examples/server-to-server/src/commission.ts', import.meta.url).href

test('the example: one service has another plan, retitles the plan, reads set 2 alone, and takes the whole script', { timeout: 60_000 }, async () => {
  await using studio = await openStudio()
  const { commission }: { commission: Commission } = await import(example)
  const { preview, script } = await commission(studio.client(), 'A lighthouse keeper finds a door in the sea', 'The Door')
  expect(preview.set_number).toBe(2)
  expect(preview.story_set.map(segment => segment.segment_number)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  expect(script.summary).toMatchObject({ status: 'completed', title: 'The Door' })
  expect(script.parts.flatMap(part => part.segments).map(segment => segment.segment_number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  expect(studio.fake.requests).toHaveLength(0)
})
