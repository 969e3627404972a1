import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startFakeOpenAI, type FakeOpenAI } from '../src/index.ts'
import { countWords } from '../src/words/prose.ts'
import { askForSet, wholeText } from './asking.ts'

async function textFor(fake: FakeOpenAI, body: object): Promise<string> {
  const response = await fetch(`${fake.url}/responses`, { method: 'POST', body: JSON.stringify({ model: 'fake', input: 'Go.', ...body }) })
  return wholeText(await response.json())
}

const format = (schema: unknown): object => ({ text: { format: { type: 'json_schema', name: 'any', schema } } })

function deltaOf(data: string): string {
  const event: { delta: string } = JSON.parse(data)
  return event.delta
}

/** The free texts of an answer: all of its strings that are not ids. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('char_') ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const leaf = fc.oneof(
  fc.constant(z.string()),
  fc.nat(300).chain((least) => fc.nat(300).map((more) => z.string().min(least).max(least + more))),
  fc.constantFrom(z.boolean(), z.null(), z.iso.datetime(), z.iso.date(), z.uuid(), z.email(), z.int(), z.number(), z.number().positive(), z.number().negative()),
  fc.integer({ min: -1000, max: 1000 }).chain((low) => fc.nat(1000).map((more) => z.int().min(low).max(low + more))),
  fc.integer({ min: -1000, max: 1000 }).map((low) => z.number().gt(low).lt(low + 1)),
  fc.integer({ min: 1, max: 9 }).map((step) => z.number().multipleOf(step)),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((values) => z.enum(values)),
  fc.oneof(fc.string(), fc.integer(), fc.boolean()).map((value) => z.literal(value)),
)

const { tree } = fc.letrec<{ tree: z.ZodType }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(fc.string({ minLength: 1 }), tie('tree'), { maxKeys: 4, noNullPrototype: true }).map((shape) => z.object(shape)),
    fc.tuple(tie('tree'), fc.nat(3), fc.nat(3)).map(([item, least, more]) => z.array(item).min(least).max(least + more)),
    fc.tuple(tie('tree'), tie('tree')).map((options) => z.union(options)),
    fc.tuple(tie('tree'), tie('tree')).map((items) => z.tuple(items)),
    tie('tree').map((inner) => inner.nullable()),
    tie('tree').map((inner) => z.object({ perhaps: inner.optional() })),
    tie('tree').map((inner) => z.record(z.string(), inner)),
  ),
}))

test('every JSON answer satisfies its schema, whatever the schema', { timeout: 30_000 }, async () => {
  await using fake = await startFakeOpenAI()
  await fc.assert(
    fc.asyncProperty(tree, fc.constantFrom('compact', 'pretty'), async (schema, layout) => {
      fake.script(() => ({ layout }))
      const value = JSON.parse(await textFor(fake, format(z.toJSONSchema(schema))))
      expect(schema.safeParse(value).error).toBeUndefined()
    }),
    { numRuns: 150 },
  )
})

test('a schema that refers to itself ends, and is satisfied', async () => {
  await using fake = await startFakeOpenAI()
  const branch = z.object({ label: z.string(), get children() { return z.array(branch) }, get twin() { return branch.nullable() } })
  for (let time = 0; time < 10; time += 1) {
    const value = JSON.parse(await textFor(fake, format(z.toJSONSchema(branch))))
    expect(branch.safeParse(value).error).toBeUndefined()
  }
})

test('fields come in the order of the schema', async () => {
  await using fake = await startFakeOpenAI()
  const text = await textFor(fake, format(z.toJSONSchema(z.object({ z: z.string(), a: z.string(), m: z.string() }))))
  expect(Object.keys(JSON.parse(text))).toEqual(['z', 'a', 'm'])
})

test('a pattern is refused rather than missed', async () => {
  await using fake = await startFakeOpenAI()
  await expect(textFor(fake, format(z.toJSONSchema(z.object({ id: z.string().regex(/^x\d$/u) }))))).rejects.toThrow('pattern')
})

test('no text is ever written twice, for equal requests and different ones, asked one after another or at once', async () => {
  await using fake = await startFakeOpenAI()
  const asked = Array.from({ length: 40 }, (_, at) => ({ ...askForSet(10, { input: `Set ${at % 20}.` }), stream: false }))
  const answers = await Promise.all(asked.map((request) => textFor(fake, request)))
  const texts = answers.flatMap((answer) => textsOf(JSON.parse(answer)))
  expect(texts.length).toBeGreaterThan(2000)
  expect(new Set(texts).size).toBe(texts.length)
})

test('the same seed and the same request give the same text, whatever was asked in between; another seed gives another', async () => {
  const answers: string[] = []
  for (const seed of [7, 7, 8]) {
    await using fake = await startFakeOpenAI({ seed })
    if (answers.length === 1) await textFor(fake, { input: 'Something else.' })
    answers.push(await textFor(fake, { ...askForSet(3), stream: false }))
  }
  expect(answers[1]).toBe(answers[0])
  expect(answers[2]).not.toBe(answers[0])
})

test('texts exercise escapes, quotes, emoji, other scripts, and \\u escapes with surrogate pairs', async () => {
  await using fake = await startFakeOpenAI()
  const json = await textFor(fake, { ...askForSet(300), stream: false })
  expect(JSON.parse(json).segments).toHaveLength(300)
  for (const sign of ['\\"', '\\n', '\\\\', '\\t', '\\/', '\\ud83d\\ud', '🙂', '灯台', '👩‍🚀']) expect(json).toContain(sign)
})

test('without a schema the answer is prose of as many words as are asked for', async () => {
  await using fake = await startFakeOpenAI()
  for (const [input, words] of [['Write 400 words.', 400], ['In 1,600 words, please.', 1600], ['{"words": 37}', 37], ['Write.', 120]] as const) {
    expect(countWords(await textFor(fake, { input }))).toBe(words)
  }
})

test('the length of texts and of the answer can be chosen', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { sentences: 40 } })
  const { segments } = JSON.parse(await textFor(fake, { ...askForSet(2), stream: false }))
  expect(segments[0].action.split('. ').length).toBeGreaterThan(30)
  fake.script(() => ({ words: 55 }))
  expect(countWords(await textFor(fake, { input: 'Write 10 words.' }))).toBe(55)
})

test('an answer of 100 kB in deltas of four characters arrives whole', async () => {
  const answer = 'The lantern "hummed"; 灯台 said:\n'.repeat(3_200)
  await using fake = await startFakeOpenAI({ behaviour: { answer } })
  const wire = await (await fetch(`${fake.url}/responses`, { method: 'POST', body: JSON.stringify(askForSet(1)) })).text()
  const deltas = [...wire.matchAll(/^data: (\{"type":"response.output_text.delta".*)$/gmu)].map((found) => deltaOf(found[1] ?? ''))
  expect(deltas.length).toBe(answer.length / 4)
  expect(deltas.join('')).toBe(answer)
})
