import { expect, test } from 'vitest'
import { createProgress } from '../src/progress.ts'
import { endOf, openStudio, untilEnd } from './open-studio.ts'

test('600 segments, ten sets at once: 60 requests of 8000 tokens, every number once, one title, speakers of the roster', { timeout: 60_000 }, async () => {
  await using studio = await openStudio({ behaviour: { sentences: 1 } })
  const client = studio.client()
  const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 600 } as const
  const { runId } = await client.api.runs.start.mutate({ brief, options: { concurrency: 10 } })
  const events = await untilEnd(client, runId)
  expect(endOf(events).status).toBe('completed')

  const progress = createProgress()
  const allocations = events.flatMap(event => {
    progress.take(event)
    return event.type === 'part-start' ? [/token allocation: .*/.exec(progress.line())?.[0]] : []
  })
  expect(allocations).toEqual(Array.from({ length: 60 }, () => 'token allocation: 8000 for 10 segments'))
  expect(progress.line()).toContain('segment 600/600 · 60/60 sets done')

  const { bible, parts } = await client.api.runs.get.query({ runId })
  const segments = parts.flatMap(part => part.segments)
  expect(segments.map(segment => segment.segment_number)).toEqual(Array.from({ length: 600 }, (_, at) => at + 1))
  expect(new Set(segments.map(segment => segment.segment_id)).size).toBe(600)
  const titles = events.flatMap(event => (event.type === 'plan-end' ? [event.bible.title] : []))
  expect(titles).toEqual([bible?.title])
  const roster = new Set(bible?.characters_roster.map(character => character.id))
  expect(segments.flatMap(segment => segment.dialogue ?? []).filter(line => !roster.has(line.character_id))).toEqual([])

  const asked = studio.fake.requests.map(request => JSON.stringify(request.body))
  expect(asked.filter(body => body.includes('"max_output_tokens":8000'))).toHaveLength(60)
  expect(asked.filter(body => body.includes('movie_plan'))).toHaveLength(asked.length - 60)
})
