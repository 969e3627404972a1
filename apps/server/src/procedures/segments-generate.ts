import { checkBrief, ColdopenError, formatNames, formats, isSample, layoutOf, resolveBrief, type Brief, type RunEvent } from '@coldopen/core'
import { bibleSchema, type ScriptSet } from '@coldopen/script'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, modelInput, optionsFor, previousInput, runInput } from './inputs.ts'
import { setAnswer } from './set-answer.ts'
import { untilItEnds } from './until-it-ends.ts'

/** What the stream of one set gives: the run's events, and at the end the set as a set file holds it. */
export type SetEvent = RunEvent | { readonly type: 'set-end'; readonly set: ScriptSet }

/** The format a bible is of, the first there was where it does not say. Its parts must be sets. */
const segmentedFormatOf = (named: string | undefined = formatNames[0]): Brief['format'] => {
  const format = formatNames.find(name => name === named)
  if (format && formats[format].kind === 'segmented') return format
  throw new ColdopenError('invalid-input', format ? `The format ${format} is not made of sets of segments: start a run of it.` : `There is no format "${named}".`)
}

/**
 * Step 2 alone: one set of a bible, any of them, in any order, and again. Obeys the bible as it is given. `previous` is the
 * segment that comes before; `segmentsPerSet` may differ from the bible's own.
 */
export const segmentsGenerate = procedure
  .input(
    z.object({
      bible: bibleSchema,
      setNumber: z.int().min(1),
      segmentsPerSet: z.int().min(1).optional(),
      previous: previousInput,
      options: runInput.shape.options,
      ...modelInput.shape,
    }),
  )
  .mutation(async function* (call): AsyncGenerator<SetEvent> {
    const { bible, setNumber, segmentsPerSet, previous } = call.input
    const info = bible.generation_info
    const chosen = await chosenModel(call.input, call.ctx)
    const asked: Brief = {
      format: segmentedFormatOf(info.format),
      idea: info.idea,
      segments: info.total_segments,
      perSet: segmentsPerSet ?? info.segments_per_set,
      noNarration: info.no_narration,
      narrationOnlyFirst: info.narration_only_first,
      adultStory: info.adult_story,
      ...(info.language && { language: info.language }),
    }
    checkBrief(asked)
    // Not by what such segments took so far: a set keeps its number and its size.
    const brief = resolveBrief(asked, chosen.capability)
    const { sets } = layoutOf(brief)
    if (setNumber > sets) throw new ColdopenError('invalid-input', `setNumber is ${setNumber}, but the script has ${sets} sets.`)
    const options = { ...optionsFor(call.input.options, chosen), only: [setNumber], ...(previous && { previous }) }
    const run = await call.ctx.studio.start({ start: { brief, options, bible }, key: chosen.key })
    for await (const event of untilItEnds(call.ctx.studio, run, call.signal)) {
      yield event
      if (event.type === 'part-end') yield { type: 'set-end', set: setAnswer({ brief, sample: isSample(chosen.choice) }, setNumber, event.segments) }
    }
  })
