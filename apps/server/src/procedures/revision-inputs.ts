import { ColdopenError, keyFor, revise, revisionModes, type ChosenModel, type RevisionWish, type RunState } from '@coldopen/core'
import { segmentSchema } from '@coldopen/script'
import { z } from 'zod'
import type { NewRunParts } from '../studio/studio.ts'
import type { Context } from '../trpc.ts'
import { chosenModel, loadedRun, modelInput, optionsFor, optionsInput, runId } from './inputs.ts'

/** What a piece of a run's script is written anew by. Without a model and an environment it is the run's own model. */
const revising = {
  runId,
  /** The caller's own id for the run that writes it: asked for twice, it is started once. */
  revisionId: z.uuid().optional(),
  options: optionsInput.pick({ retries: true, maxTokens: true, maxCost: true, resend: true, background: true, speed: true }).prefault({}),
  model: modelInput.shape.model.unwrap().optional(),
  environment: modelInput.shape.environment,
}

const note = z.string().trim().max(4000)
const passage = z.string().max(100_000)

/** One segment, or one chunk. `current` is the writer's own text of it, where it is another than the run has. */
export const redraftInput = z.object({
  ...revising,
  segment: z.int().min(1).optional(),
  chunk: z.int().min(1).optional(),
  mode: z.enum(revisionModes).default('redraft'),
  note: note.optional(),
  current: z.union([segmentSchema, passage]).optional(),
})

/** A passage of any length, and what stands around it. */
export const rewriteInput = z.object({
  ...revising,
  passage: passage.refine(text => text.trim() !== '', 'the passage is empty'),
  note: note.min(1, 'the note is empty'),
  before: passage.optional(),
  after: passage.optional(),
})

export const revisionInput = z.union([rewriteInput, redraftInput])

type Redraft = z.infer<typeof redraftInput>
type Given = Redraft | z.infer<typeof rewriteInput>

const refuse = (why: string): never => {
  throw new ColdopenError('invalid-input', why)
}

const redraftOf = (given: Redraft): RevisionWish => {
  const { segment, chunk, mode, current } = given
  if (segment !== undefined && chunk !== undefined) return refuse('chunk: name a segment or a chunk, and not both.')
  if (segment !== undefined) return { type: 'segment', segment, mode, note: given.note, current: typeof current === 'string' ? refuse('current: a segment has fields; a text alone is for a chunk.') : current }
  if (chunk !== undefined) return { type: 'chunk', chunk, mode, note: given.note, current: typeof current === 'object' ? refuse('current: a chunk is a text; fields are for a segment.') : current }
  return refuse('segment: name the segment, or the chunk, that is to be written anew.')
}

const wishOf = (given: Given): RevisionWish => ('passage' in given ? { type: 'passage', passage: given.passage, note: given.note, before: given.before, after: given.after } : redraftOf(given))

const modelFor = async (given: Given, state: RunState, context: Context): Promise<ChosenModel> => {
  const { model, environment } = given
  if (model || environment) return chosenModel({ model: model ?? {}, environment }, context)
  const { model: choice, capability } = state.options
  const key = keyFor(choice, context.env)
  return { choice, capability, ...(key !== undefined && { key }) }
}

/** What writing a piece anew begins with: a run of its own, by the model that was chosen. Throws what `revise` and `optionsFor` throw. */
export const revisionStart = async (given: Given, context: Context): Promise<NewRunParts & { readonly chosen: ChosenModel }> => {
  const state = await loadedRun(given.runId, context.store)
  const { brief, revision } = revise({ id: given.runId, state }, wishOf(given))
  const chosen = await modelFor(given, state, context)
  const options = { ...optionsFor({ ...given.options, concurrency: 1 }, chosen), revision }
  return { id: given.revisionId, start: { brief, options, ...(state.bible && { bible: state.bible }) }, key: chosen.key, chosen }
}
