import type { RecordedRequest } from '@coldopen/fake-openai'
import { z } from 'zod'

/** What a provider was asked for: the plan from a beat on, or the segments of a set by their numbers. */
export type Asked = { readonly idea: string; readonly from?: number; readonly numbers: readonly number[] }

const inputSchema = z.object({ input: z.string() })

const materialSchema = z.object({
  material: z.object({
    idea: z.string(),
    beats: z.union([z.object({ from: z.int() }), z.array(z.string())]),
    segments: z.object({ numbers: z.array(z.int()) }).optional(),
  }),
})

/** Reads a request as the provider received it, and nothing else: the judge does not ask the one who is judged. */
export const askedIn = (request: RecordedRequest): Asked => {
  const { material } = materialSchema.parse(JSON.parse(inputSchema.parse(request.body).input))
  const { idea, beats, segments } = material
  return { idea, numbers: segments?.numbers ?? [], ...(!Array.isArray(beats) && { from: beats.from }) }
}
