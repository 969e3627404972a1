import {
  briefSchema,
  checkBrief,
  ColdopenError,
  modelVariables,
  formats,
  isSample,
  modelName,
  resolveBrief,
  type Brief,
  type ChosenModel,
  type ResolvedBrief,
  type RunOptions,
  type RunState,
} from '@coldopen/core'
import { bibleSchema, segmentSchema } from '@coldopen/script'
import { z } from 'zod'
import type { Context } from '../trpc.ts'

export const runId = z.string().min(1).max(64)

/** Which model writes: what is asked for, then the caller's own environment, then the server's. */
export const modelInput = z.object({
  model: z.object({ provider: z.string().optional(), model: z.string().optional() }).default({}),
  /** The caller's variables that choose a model; a key among them stays in memory. Absent means the server's own. */
  environment: z.partialRecord(z.enum(modelVariables), z.string().max(4096)).optional(),
})

/** What may be said of how a run is drafted. What is left out is not said: here nothing has a default. */
export const optionsGiven = z.object({
  concurrency: z.int().min(1).max(100).optional(),
  retries: z.int().min(0).max(3).optional(),
  /** Milliseconds between the end of a request and the next one. */
  delayMs: z.int().min(0).max(3_600_000).optional(),
  maxTokens: z.int().min(1).optional(),
  maxCost: z.number().positive().optional(),
  resend: z.boolean().optional(),
  /** Whether the provider keeps answers, so that a dead process's are read on; by default where its capability says it does. */
  background: z.boolean().optional(),
  /** The parts to draft: all by default; `[]` stops after the plan. */
  only: z.array(z.int().min(1)).max(10_000).optional(),
  /** Tokens a second of the sample writer. */
  speed: z.number().positive().optional(),
})

const { concurrency, retries, resend } = optionsGiven.shape

/** The options of a run that begins. */
export const optionsInput = optionsGiven.extend({ concurrency: concurrency.default(1), retries: retries.default(0), resend: resend.default(false) })

export const runInput = z.object({
  brief: briefSchema,
  bible: bibleSchema.optional(),
  options: optionsInput.prefault({}),
  ...modelInput.shape,
})

export const previousInput = segmentSchema.optional()

type Options = z.infer<typeof optionsInput>

/** The options of a run for the model that was chosen. Refuses what cannot be kept. */
export const optionsFor = (given: Options, chosen: ChosenModel): RunOptions => {
  if (given.maxCost !== undefined && chosen.capability.price === null) {
    throw new ColdopenError('invalid-input', `The price of ${chosen.choice.model} is not known, so a cost limit cannot be kept: give a limit in tokens.`)
  }
  if (given.background && chosen.capability.api === 'chat') {
    throw new ColdopenError('invalid-input', `${chosen.choice.model} is asked by Chat Completions, which keep no answers: leave the option background out, or use the provider openai.`)
  }
  const { delayMs, maxTokens, maxCost, speed, background = chosen.capability.background, only, ...rest } = given
  return {
    ...rest,
    model: chosen.choice,
    capability: chosen.capability,
    ...(delayMs !== undefined && { delayMs }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxCost !== undefined && { maxCost }),
    ...(speed !== undefined && { speed }),
    ...(background && chosen.capability.api === 'responses' && { background }),
    ...(only && { only }),
  }
}

/** The model for a call: by its own wish and environment, else by the server's environment. */
export const chosenModel = (given: z.infer<typeof modelInput>, context: Context): Promise<ChosenModel> => {
  return context.models.choose(given.model, given.environment ?? context.env)
}

/** What a bible settles of the sizes that its brief leaves open. */
const sizedBy = (brief: Brief, bible: z.infer<typeof bibleSchema>): Brief => {
  const { total_segments: total, segments_per_set: perSet } = bible.generation_info
  if (formats[brief.format].kind === 'segmented') return { ...brief, segments: brief.segments ?? total, perSet: brief.perSet ?? perSet }
  return brief.chunkPlan || brief.cutOf ? brief : { ...brief, chunks: brief.chunks ?? total }
}

/** What is drafted, by which model, and the bible that is there already. */
type Settling = { readonly brief: Brief; readonly chosen: ChosenModel; readonly bible?: z.infer<typeof bibleSchema> | undefined }

/** The brief with every size settled, by a bible that is given and by what such scripts really took so far. */
export const settledBrief = async (given: Settling, store: Context['store']): Promise<ResolvedBrief> => {
  const { brief, chosen, bible } = given
  checkBrief(brief)
  const used = isSample(chosen.choice) ? [] : await store.tokensPerUnit({ format: brief.format, model: modelName(chosen.choice) })
  return resolveBrief(bible ? sizedBy(brief, bible) : brief, chosen.capability, used)
}

const noSuchRun = (run: string): ColdopenError => new ColdopenError('not-found', `There is no run ${run}. \`coldopen runs\` lists those there are.`)

/** A run as it is stored. Throws `not-found`. */
export const loadedRun = async (run: string, store: Context['store']): Promise<RunState> => {
  const state = await store.load(run)
  if (!state) throw noSuchRun(run)
  return state
}

/** The number of a run's last event. Throws `not-found`. */
export const lastEvent = async (run: string, store: Context['store']): Promise<number> => {
  const summary = await store.summary(run)
  if (!summary) throw noSuchRun(run)
  return summary.lastSeq
}

/** The number above which a run's next end stands: 0 when it has come already. Throws `not-found`. */
export const nextEnd = async (run: string, store: Context['store']): Promise<number> => {
  const summary = await store.summary(run)
  if (!summary) throw noSuchRun(run)
  return summary.status === 'completed' ? 0 : summary.lastSeq
}
