import { z } from 'zod'

/**
 * What a reader should look at before a chunk is used: `length`, it is further from its target than it may be; `source`,
 * `quote` is a number or a name that nothing the script was made from has.
 */
export const chunkMarkSchema = z.object({ kind: z.enum(['length', 'source']), note: z.string(), quote: z.string().optional() })

/** A chunk file's content: the prose that one part of a chunked format is. Words are counted by the rules of the language. */
export const chunkSchema = z.object({
  chunk_number: z.int().min(1),
  title: z.string(),
  target_words: z.int().min(1),
  words: z.int().min(0),
  text: z.string(),
  marks: z.array(chunkMarkSchema),
})

export type ChunkMark = z.infer<typeof chunkMarkSchema>
export type Chunk = z.infer<typeof chunkSchema>
