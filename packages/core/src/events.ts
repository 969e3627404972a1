import { bibleSchema, canonicalPackSchema, chunkSchema, segmentSchema } from '@coldopen/script'
import { z } from 'zod'
import { errorCodes } from './errors.ts'

/** What a request used, in tokens as the provider counted them, and in USD where prices are known. */
export const usageSchema = z.object({
  requests: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  /** Those of the output tokens in which a model thought before it wrote, where it said so. */
  reasoningTokens: z.int().optional(),
  /** Null when the price of a request is not known. */
  cost: z.number().nullable(),
  /** Some of the tokens were not counted by anybody, and are estimated from the text. */
  estimated: z.literal(true).optional(),
})

export const runStatuses = ['pending', 'processing', 'paused', 'completed', 'failed', 'cancelled'] as const
/**
 * Why a request waits: until the provider's limits leave room for it (`room`), until it is sent again after the provider
 * rejected it (`retry`), or for the pause between requests that the writer asked for (`delay`).
 */
export const waitReasons = ['room', 'retry', 'delay'] as const
export const pauseReasons = ['user', 'consent', 'budget', 'storage'] as const

/** The allocation of one request: how many output tokens it may use, and for what. */
export const budgetSchema = z.object({
  maxOutputTokens: z.int(),
  /** How many units (segments, beats, words) the request asks for, and what they are called. */
  units: z.int(),
  unit: z.enum(['segment', 'beat', 'word']),
})

/** Why something stopped: a code of the closed list and a sentence that says what to do. */
export const problemSchema = z.object({ code: z.enum(errorCodes), message: z.string() })

/** A path inside a JSON document: keys and positions from the root down. */
const pathSchema = z.array(z.union([z.string(), z.int()]))

/** Part 0 is the plan; parts 1 … n are the sets (or chunks). `attempt` counts the requests sent for a part, from 1. */
const ofPart = { part: z.int().min(0), attempt: z.int().min(0) }

export const happeningSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-start'),
    format: z.string(),
    /** `provider/model`. */
    model: z.string(),
    /** True when the built-in sample writer writes, and no model. */
    sample: z.boolean(),
    totalUnits: z.int(),
    /** How many parts there are beside the plan. */
    parts: z.int(),
    /** Words in all that a script of chunks is to have. */
    targetWords: z.int().optional(),
    resumed: z.boolean(),
  }),
  z.object({ type: z.literal('plan-start'), ...ofPart, budget: budgetSchema }),
  z.object({ type: z.literal('plan-delta'), ...ofPart, path: pathSchema, text: z.string() }),
  /** The bible stands; said again whenever the writer changes it. */
  z.object({ type: z.literal('plan-end'), ...ofPart, bible: bibleSchema, usage: usageSchema }),
  z.object({
    type: z.literal('part-start'),
    ...ofPart,
    budget: budgetSchema,
    /** The numbers this request asks for, and those of the part that are already kept. */
    asked: z.array(z.int()),
    kept: z.array(z.int()),
    /** Of a chunk: what is kept of its text, in UTF-16 units. Clients cut theirs to it; the deltas go on from there. */
    keptCharacters: z.int().min(0).optional(),
    /** The part is written again, and what was finished of it stands until its `part-end`: clients show none of the deltas of this attempt. */
    again: z.literal(true).optional(),
  }),
  /** The next request of a part waits for so long, in milliseconds: see `waitReasons`. With 0 it waits no longer. */
  z.object({ type: z.literal('part-waiting'), ...ofPart, reason: z.enum(waitReasons), forMs: z.int().min(0) }),
  z.object({ type: z.literal('segment-start'), ...ofPart, segment: z.int() }),
  /** `path` is inside the segment: `['title']`, `['dialogue', 0, 'line']`. Text of one field arrives in order. */
  z.object({ type: z.literal('segment-delta'), ...ofPart, segment: z.int(), path: pathSchema, text: z.string() }),
  z.object({ type: z.literal('segment-end'), ...ofPart, segment: z.int() }),
  z.object({ type: z.literal('chunk-delta'), ...ofPart, text: z.string() }),
  /** The facts that a chunk established, before its text; said again when a source of theirs comes later. */
  z.object({ type: z.literal('pack-end'), ...ofPart, pack: canonicalPackSchema }),
  /** The whole output of a part: it replaces whatever a client showed of the part before. A chunk has no segments. */
  z.object({
    type: z.literal('part-end'),
    ...ofPart,
    segments: z.array(segmentSchema),
    chunk: chunkSchema.optional(),
    pack: canonicalPackSchema.optional(),
    usage: usageSchema,
  }),
  z.object({
    type: z.literal('part-failed'),
    ...ofPart,
    problem: problemSchema,
    /** Numbers of the finished segments that are kept, and whether the provider may charge for the rest. */
    kept: z.array(z.int()),
    keptCharacters: z.int().min(0).optional(),
    mayBeCharged: z.boolean(),
  }),
  /** Numbers of all segments (or chunks) that are never written again, whenever they change. */
  z.object({ type: z.literal('locks'), locked: z.array(z.int()) }),
  z.object({
    type: z.literal('progress'),
    unitsDone: z.int(),
    unitsTotal: z.int(),
    partsDone: z.int(),
    characters: z.int(),
    words: z.int(),
    usage: usageSchema,
    /** Milliseconds spent in this run while it was being processed. */
    elapsed: z.number(),
  }),
  z.object({
    type: z.literal('run-end'),
    status: z.enum(runStatuses),
    paused: z.enum(pauseReasons).optional(),
    problem: problemSchema.optional(),
    usage: usageSchema,
  }),
])

/** The envelope every client reads: the run's id and a number that increases within the run. */
export const runEventSchema = z.intersection(happeningSchema, z.object({ run: z.string(), seq: z.int().min(1) }))

export type Usage = z.infer<typeof usageSchema>
export type Budget = z.infer<typeof budgetSchema>
export type Problem = z.infer<typeof problemSchema>
export type RunStatus = (typeof runStatuses)[number]
export type WaitReason = (typeof waitReasons)[number]
export type PauseReason = (typeof pauseReasons)[number]
/** Something that happened in a run, before it is numbered. */
export type Happening = z.infer<typeof happeningSchema>
export type RunEvent = Happening & { run: string; seq: number }
export type JsonPath = readonly (string | number)[]
