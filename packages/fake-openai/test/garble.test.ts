import { expect, test } from 'vitest'
import { z } from 'zod'
import { startFakeOpenAI, type Behaviour } from '../src/index.ts'
import { askForSet, clientOf, readResponses, setSchema } from './asking.ts'

const set = z.fromJSONSchema(setSchema(4))

async function answerTo(behaviour: Behaviour): Promise<string> {
  await using fake = await startFakeOpenAI({ behaviour })
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(4)))
  expect(seen.types.at(-1)).toBe('response.completed')
  return seen.text
}

test('an answer without a fault satisfies the schema', async () => {
  expect(set.safeParse(JSON.parse(await answerTo({}))).success).toBe(true)
})

const wrong: Behaviour['garble'][] = ['wrong-types', 'unknown-speaker', 'too-many', 'too-few', 'missing-field', 'extra-field', 'proto']

test.each(wrong)('%s is JSON that does not satisfy the schema', async (garble) => {
  expect(set.safeParse(JSON.parse(await answerTo({ garble }))).success).toBe(false)
})

test('proto puts a field of that name at the front of the answer', async () => {
  expect(await answerTo({ garble: 'proto' })).toMatch(/^\{"__proto__":\{"polluted":true\},/u)
})

test('an empty text satisfies the schema and says nothing', async () => {
  const text = await answerTo({ garble: 'empty-text' })
  expect(set.safeParse(JSON.parse(text)).success).toBe(true)
  expect(JSON.parse(text).segments[2].title).toBe('')
})

test('a duplicate is the element before it once more', async () => {
  const { segments } = JSON.parse(await answerTo({ garble: 'duplicate' }))
  expect(segments).toHaveLength(4)
  expect(segments[2]).toEqual(segments[1])
})

test('an unknown speaker is an id like the others that is not in the enum', async () => {
  const { segments } = JSON.parse(await answerTo({ garble: 'unknown-speaker' }))
  const speakers = segments.flatMap((segment: { dialogue: { character_id: string }[] }) => segment.dialogue.map((line) => line.character_id))
  expect(speakers.filter((id: string) => id === 'char_999')).toHaveLength(1)
})

test('a lone surrogate parses and is not well formed', async () => {
  const text = await answerTo({ garble: 'lone-surrogate' })
  expect(text).toContain('\\ud83d')
  expect(JSON.stringify(JSON.parse(text)).isWellFormed()).toBe(true)
  expect(JSON.stringify(JSON.parse(text))).toContain('\\ud83d')
})

test.each(['bad-escape', 'raw-newline', 'trailing-comma', 'missing-bracket'] as const)('%s is not JSON, in either layout', async (garble) => {
  for (const layout of ['compact', 'pretty'] as const) {
    const text = await answerTo({ garble, layout })
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(text).toContain('segments')
  }
})

test('a fence and prose go around JSON that is whole in itself', async () => {
  const text = await answerTo({ fence: true, around: true })
  const inside = /^Here is .*\n\n```json\n(?<json>.*)\n```\n\nTell me .*$/su.exec(text)?.groups?.['json']
  expect(set.safeParse(JSON.parse(inside ?? '')).success).toBe(true)
})
