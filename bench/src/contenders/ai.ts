import { createOpenAI } from '@ai-sdk/openai'
import { Output, streamText } from 'ai'
import { z } from 'zod'
import type { Contender } from '../contender.ts'

const model = (task: { baseUrl: string; model: string }) => createOpenAI({ apiKey: 'bench', baseURL: task.baseUrl }).responses(task.model)

export const aiText: Contender = async (task) => {
  let length = 0
  for await (const text of streamText({ model: model(task), prompt: 'x', maxRetries: 0 }).textStream) length += text.length
  return length
}

const line = z.object({ character_id: z.string(), delivery: z.string(), line: z.string() })
const segment = z.object({ title: z.string(), setting: z.string(), action: z.string(), narration: z.string(), dialogue: z.array(line) })
const script = z.object({ segments: z.array(segment) })

/** Structured output that is shown while it arrives. */
export const aiObject: Contender = async (task) => {
  const result = streamText({ model: model(task), prompt: 'x', maxRetries: 0, output: Output.object({ schema: script }) })
  let last: unknown
  for await (const partial of result.partialOutputStream) last = partial
  return JSON.stringify(last).length
}
