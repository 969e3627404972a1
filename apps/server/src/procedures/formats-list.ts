import { chunksOf, formats, type Format } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'

const formatSchema = z.object({
  name: z.string(),
  unit: z.enum(['segment', 'chunk']),
  /** Units of a script and of a set when the writer does not say; a chunk is a set of its own. */
  total: z.int(),
  perSet: z.int(),
  /** Words of a script of chunks when the writer does not say. */
  words: z.int().optional(),
  /** Fields of the brief that it takes, beside format, idea and language. */
  takes: z.array(z.string()),
})

type Listed = z.infer<typeof formatSchema>

const listed = (format: Format): Listed => {
  const { name, takes } = format
  if (format.kind === 'segmented') return { name, unit: 'segment', total: format.total, perSet: format.perSet, takes: [...takes] }
  const chunks = chunksOf(format, {})
  return { name, unit: 'chunk', total: chunks.length, perSet: 1, words: chunks.reduce((sum, chunk) => sum + chunk.words, 0), takes: [...takes] }
}

/** The formats that can be drafted, with their default sizes. */
export const formatsList = procedure
  .output(z.array(formatSchema))
  .query(() => Object.values(formats).map(listed))
