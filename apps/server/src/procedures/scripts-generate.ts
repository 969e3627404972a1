import { ColdopenError, layoutOf, type Brief, type RunEvent } from '@coldopen/core'
import type { Bible, CanonicalPack, Chunk, Segment } from '@coldopen/script'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, modelInput, optionsFor, runInput, settledBrief } from './inputs.ts'
import { untilItEnds } from './until-it-ends.ts'

/** The most sets or chunks that one call waits for; more are a run's. */
const mostParts = 10

/** A script that is whole: segments, or chunks and their facts. */
export type WholeScript = { readonly bible: Bible; readonly segments: Segment[]; readonly chunks: Chunk[]; readonly pack?: CanonicalPack }

/** What the stream gives: the run's events, and at the end of one that completed the script. */
export type ScriptEvent = RunEvent | { readonly type: 'script-end'; readonly script: WholeScript }

const refuseLarge = (brief: Brief, parts: number): void => {
  if (parts <= mostParts) return
  throw new ColdopenError('invalid-input', `This ${brief.format} has ${parts} parts, and a single call drafts at most ${mostParts}: start a run of it.`)
}

/**
 * Both steps in one call, for small scripts: plan and draft. It is a run like any other, so a caller that loses the
 * connection finds what is done by the run's id.
 */
export const scriptsGenerate = procedure
  .input(z.object({ brief: runInput.shape.brief, options: runInput.shape.options, ...modelInput.shape }))
  .mutation(async function* (call): AsyncGenerator<ScriptEvent> {
    const chosen = await chosenModel(call.input, call.ctx)
    const brief = await settledBrief({ brief: call.input.brief, chosen }, call.ctx.store)
    refuseLarge(brief, layoutOf(brief).sets)
    const run = await call.ctx.studio.start({ start: { brief, options: optionsFor(call.input.options, chosen) }, key: chosen.key })
    yield* untilItEnds(call.ctx.studio, run, call.signal)
    const state = await call.ctx.store.load(run)
    if (state?.status !== 'completed' || !state.bible) return
    const outputs = state.parts.slice(1).map(part => part.output)
    const pack = outputs[0]?.pack
    const chunks = outputs.flatMap(output => output.chunk ?? [])
    yield { type: 'script-end', script: { bible: state.bible, segments: outputs.flatMap(output => output.segments), chunks, ...(pack && { pack }) } }
  })
