import { expect, test } from 'vitest'
import { startFakeOpenAI } from '../src/index.ts'
import { askForSet, clientOf, readResponses } from './asking.ts'

test('a stream has the events of the Responses API in their order, numbered from 0 without a gap', async () => {
  await using fake = await startFakeOpenAI()
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(2)))
  const runs = seen.types.filter((type, at) => type !== seen.types[at - 1])
  expect(runs).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(seen.events.map((event) => ('sequence_number' in event ? event.sequence_number : -1))).toEqual(seen.events.map((_, at) => at))
})

test('the SDK assembles the same answer from our stream as it gets in one piece', async () => {
  await using fake = await startFakeOpenAI()
  fake.script(() => ({ answer: '{"a":"ünï 🙂 \\"q\\""}', reasoning: 12, summary: true }))
  const { stream: _, ...asked } = askForSet(2)
  const assembled = await clientOf(fake).responses.stream(asked).finalResponse()
  const whole = await clientOf(fake).responses.create(asked)
  expect(assembled.output_text).toBe('{"a":"ünï 🙂 \\"q\\""}')
  expect(assembled.output.map((item) => item.type)).toEqual(['reasoning', 'message'])
  expect(whole.output_text).toBe(assembled.output_text)
  expect(whole.usage).toEqual(assembled.usage)
  expect(whole.usage?.output_tokens_details.reasoning_tokens).toBe(12)
})
