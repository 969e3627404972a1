import { randomUUID } from 'node:crypto'
import { capabilityOf, createModel, type JsonSchema, type RelayEnd, type RelayQuestion } from '@coldopen/core'
import { z } from 'zod'
import type { ModelLender } from '../src/lend-models.ts'

/** An editor's window whose one model is the sample writer, asked as any model of an editor is: by a text with a schema in it. */
export type SampleLender = ModelLender & {
  readonly asked: RelayQuestion[]
  /** Questions that were left before their end. */
  readonly left: () => number
}

export type SampleLenderOptions = {
  readonly model?: string
  /** Tokens a second; all at once by default. */
  readonly speed?: number
  /** Ends the nth question (from 1) in its own way, behind so much of the answer's text. */
  readonly script?: (nth: number) => { readonly end: RelayEnd; readonly characters: number } | undefined
}

const materialSchema = z.object({ material: z.record(z.string(), z.unknown()) })

const schemaIn = (instructions: string): JsonSchema => {
  const mark = 'JSON Schema:\n'
  return JSON.parse(instructions.slice(instructions.lastIndexOf(mark) + mark.length))
}

export const sampleLender = (options: SampleLenderOptions = {}): SampleLender => {
  const { model = 'test/scribe', speed = Infinity } = options
  const writer = createModel({ choice: { provider: 'sample', model: 'sample' }, capability: capabilityOf('sample', 'sample'), speed })
  const asked: RelayQuestion[] = []
  let left = 0
  return {
    window: randomUUID(),
    asked,
    left: () => left,
    offers: () => Promise.resolve([{ model, name: 'Scribe', maxInputTokens: 128_000 }]),
    async *ask(question, signal, begun) {
      asked.push(question)
      const scripted = options.script?.(asked.length)
      let end: RelayEnd | undefined
      let characters = 0
      try {
        begun()
        const { material } = materialSchema.parse(JSON.parse(question.material))
        const request = { instructions: question.instructions, material, schema: { name: 'answer', json: schemaIn(question.instructions) }, maxOutputTokens: 32_000 }
        for await (const event of writer.stream(request, signal)) {
          if (event.type !== 'text') continue
          if (scripted && characters + event.text.length > scripted.characters) return (end = scripted.end)
          characters += event.text.length
          yield event.text
        }
        return (end = { type: 'completed', usage: { inputTokens: 10, outputTokens: characters } })
      } finally {
        if (!end || signal.aborted) left++
      }
    },
  }
}
