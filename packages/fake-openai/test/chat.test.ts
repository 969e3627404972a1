import { expect, test } from 'vitest'
import { startFakeOpenAI } from '../src/index.ts'
import { askChatForSet, clientOf, readChat } from './asking.ts'

test('a stream of chunks carries the text, a finish reason, and the usage when it is asked for', async () => {
  await using fake = await startFakeOpenAI()
  const client = clientOf(fake)
  const plain = await readChat(client.chat.completions.create(askChatForSet(2)))
  const counted = await readChat(client.chat.completions.create(askChatForSet(2, { stream_options: { include_usage: true } })))
  expect(JSON.parse(plain.text).segments).toHaveLength(2)
  expect([plain.finish, plain.usage]).toEqual(['stop', null])
  expect(counted.usage?.completion_tokens).toBe(Math.ceil(counted.text.length / 4))
})

test('the SDK assembles the same completion from our stream as it gets in one piece', async () => {
  await using fake = await startFakeOpenAI()
  fake.script(() => ({ answer: '{"a":"ünï 🙂 \\"q\\""}', reasoning: 12 }))
  const { stream: _, ...asked } = askChatForSet(2, { stream_options: { include_usage: true } })
  const assembled = await clientOf(fake).chat.completions.stream({ ...asked, stream: true }).finalChatCompletion()
  const { stream_options: __, ...once } = asked
  const whole = await clientOf(fake).chat.completions.create(once)
  expect(assembled.choices[0]?.message.content).toBe('{"a":"ünï 🙂 \\"q\\""}')
  expect(whole.choices[0]?.message.content).toBe('{"a":"ünï 🙂 \\"q\\""}')
  expect(whole.usage).toEqual(assembled.usage)
  expect(whole.usage?.completion_tokens_details?.reasoning_tokens).toBe(12)
})

test('without usage, as compatible servers do, there is none even when it is asked for', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { omit: ['usage'] } })
  const seen = await readChat(clientOf(fake).chat.completions.create(askChatForSet(1, { stream_options: { include_usage: true } })))
  expect([seen.usage, seen.finish, seen.error]).toEqual([null, 'stop', undefined])
})

test('the stream may end without [DONE]', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { omit: ['[DONE]'] } })
  const body = JSON.stringify(askChatForSet(1))
  const wire = await (await fetch(`${fake.url}/chat/completions`, { method: 'POST', body })).text()
  expect(wire).toContain('"finish_reason":"stop"')
  expect(wire).not.toContain('[DONE]')
})
