import { canonicalPackSchema, characterSheetSchema, characterIdSchema } from '@coldopen/script'
import { z } from 'zod'
import { formatNames } from './formats/registry.ts'

/** A roster entry as a writer gives it: the id may be missing, and is then assigned. */
export const rosterEntrySchema = z.object({ id: characterIdSchema.optional(), ...characterSheetSchema.shape })

/** A chunk as it is planned: its title, what it is there for, and how long it is to be. */
export const plannedChunkSchema = z.object({ title: z.string().trim().min(1), role: z.string().trim().min(1), words: z.int().min(20).max(100_000) })

/** Without control characters and halves of signs, which no model takes. */
const asText = (text: string): string => text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, ' ')

const wish = z.string().trim().min(1).max(4000).optional()

/** What is asked for. Everything beside the format and the idea has a default that the format gives, or is left to the model. */
export const briefSchema = z.object({
  format: z.enum(formatNames),
  idea: z
    .string()
    .trim()
    .min(1, 'the idea is empty')
    .max(100_000, { error: 'the idea is longer than 100,000 characters', abort: true })
    .overwrite(asText),
  /** Segments in all. */
  segments: z.int().min(1).max(10_000).optional(),
  /** Segments a set, that is, a request. */
  perSet: z.int().min(1).optional(),
  noNarration: z.boolean().default(false),
  narrationOnlyFirst: z.boolean().default(false),
  adultStory: z.boolean().default(false),
  /** BCP 47 tag or the plain name of the language to write in. */
  language: z.string().min(1).max(100).optional(),
  roster: z.array(rosterEntrySchema).optional(),
  /** Words in all, and chunks in all, of a format that is written in chunks; or each chunk as the writer plans it. */
  words: z.int().min(100).max(500_000).optional(),
  chunks: z.int().min(1).max(1000).optional(),
  chunkPlan: z.array(plannedChunkSchema).min(1).max(1000).optional(),
  /** The topic in a few words, where the idea says it at length, and what is known of it. */
  topic: wish,
  description: wish,
  /** Names of those who speak. */
  hosts: z.array(z.string().trim().min(1).max(100)).min(1).max(8).optional(),
  /** Days that what is reported may be old. */
  freshness: z.int().min(1).max(3650).optional(),
  /** A shorter cut of a finished script: the facts it may use, and its length. */
  cutOf: z.object({ pack: canonicalPackSchema, words: z.int().min(100).max(20_000) }).optional(),
  /** Who tells it; where and when it plays; who is in it, and what is to happen, in the writer's own words. */
  persona: wish,
  setting: wish,
  characters: wish,
  plotElements: wish,
  style: wish,
  tone: wish,
  /** Narrative point of view. */
  pov: wish,
  /** Age group or readers it is for. */
  audience: wish,
  rating: z.enum(['general', 'teen', 'mature']).optional(),
  ending: wish,
})

export type Brief = z.infer<typeof briefSchema>
export type PlannedChunk = z.infer<typeof plannedChunkSchema>
