import { basename, dirname } from 'node:path'
import { briefSchema, ColdopenError } from '@coldopen/core/protocol'
import { loadBrief } from '../folder/brief-file.ts'
import type { z } from 'zod'
import type { Say } from '../say.ts'
import { ranges } from '../ranges.ts'
import { problemsOf } from './check-script.ts'
import type { AgentDesk, AgentDraft, AgentRedraft, AgentWish, Limits, Spending } from './desk.ts'
import { findScript, pathInside, shownPath } from './find-script.ts'
import { toolInputs, type ToolInput } from './inputs.ts'
import type { ToolName } from './tool-names.ts'
import { currentOf, missingIn, pieceOf, readScript, type Piece, type ScriptNow } from './read-script.ts'

/** What is asked of the writer before a tool spends. */
export type Confirmation = { readonly title: string; readonly message: string }

/** The five tools. Every input is checked here, whoever sent it. All throw ColdopenErrors. */
export type AgentTools = {
  /** What a call would write and cost; undefined for one that only reads. Asks no model for anything. */
  readonly confirm: (name: ToolName, input: unknown, say: Say) => Promise<Confirmation | undefined>
  /** Does what the tool does. The answer is for a language model: JSON, in which text of a script is quoted. */
  readonly run: (name: ToolName, input: unknown, signal: AbortSignal) => Promise<string>
}

const parsed = <Schema extends z.ZodType>(name: ToolName, schema: Schema, input: unknown): z.infer<Schema> => {
  const read = schema.safeParse(input ?? {})
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw new ColdopenError('invalid-input', `${name}: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'not valid'}.`)
}

const limitsOf = (input: { readonly max_cost?: number | undefined; readonly max_tokens?: number | undefined }): Limits => ({ maxCost: input.max_cost, maxTokens: input.max_tokens })

const usd = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 3 : 2)}`

/** What it will cost, as far as that is known. */
export const costLine = (spending: Spending, say: Say): string => {
  const { model, estimate } = spending
  const { requests, cost } = estimate
  const often = requests.expected === 1 ? say('{0}: 1 request', model) : say('{0}: {1} requests', model, requests.expected)
  if (model.startsWith('vscode/')) return say('{0}, by your own subscription.', often)
  if (cost === null) return say('{0}; what it costs is not known.', often)
  return cost.worst === 0 ? say('{0}, free of charge.', often) : say('{0}, about {1}, at the worst {2}.', often, usd(cost.expected), usd(cost.worst))
}

const listOf = (script: ScriptNow, path: string): string => {
  const { facts, unit, total, bible, pieces } = script
  const list = pieces.map(({ number, title, words, isLocked }) => ({ number, title, words, ...(isLocked && { locked: true }) }))
  return JSON.stringify({
    script: path,
    title: bible?.title ?? facts.slug,
    format: facts.sidecar.brief.format,
    [`${unit}s`]: list,
    total,
    missing: ranges(missingIn(script)),
    characters: bible?.characters_roster.map(({ id, name }) => ({ id, name })) ?? [],
  })
}

/** What writing one piece anew would use. */
const redraftEstimate = (desk: AgentDesk, script: ScriptNow, { number }: Piece): Promise<Spending> => {
  const { bible, unit, facts } = script
  const { brief } = facts.sidecar
  return unit === 'chunk' ? desk.estimate(brief, { bible, only: [number] }) : desk.estimate({ ...brief, segments: 1, perSet: 1 }, { bible })
}

/** What the server is asked for a piece of a script, as it stands now. */
export const redraftOf = (script: ScriptNow, piece: Piece, wish: { readonly note: string; readonly limits: Limits }): AgentRedraft => ({
  run: script.facts.sidecar.run,
  unit: script.unit,
  id: piece.id,
  number: Number(/_(\d+)$/.exec(piece.id)?.[1] ?? piece.number),
  shown: piece.number,
  roster: script.bible?.characters_roster ?? [],
  current: currentOf(piece),
  ...wish,
})

/** Waits for the end of a draft, but not for ever. Stops the draft when the wait is cancelled. */
const waitFor = async (draft: AgentDraft, seconds: number, signal: AbortSignal): Promise<void> => {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, seconds * 1000)
  const cancel = (): void => void draft.stop().catch(over.reject)
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  try {
    await Promise.race([draft.ended, over.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

export const createTools = (desk: AgentDesk): AgentTools => {
  const folders = (): readonly string[] => desk.folders()

  const scriptAt = async (named: string | undefined): Promise<ScriptNow> => readScript(desk, await findScript(folders(), named))

  /** What draft_segments is to do: a wish of a new script, or one that goes on. */
  const drafting = async (input: ToolInput<'draft_segments'>): Promise<{ wish: AgentWish } | { script: ScriptNow }> => {
    const { script, brief, idea, format = 'movie', segments, language } = input
    if ([script, brief, idea].filter(each => each !== undefined).length !== 1) {
      throw new ColdopenError('invalid-input', 'draft_segments: give exactly one of script, brief and idea.')
    }
    if (script !== undefined) return { script: await scriptAt(script) }
    const limits = limitsOf(input)
    if (brief !== undefined) {
      const briefFile = await pathInside(folders(), brief)
      return { wish: { brief: await loadBrief(briefFile), base: dirname(briefFile), briefFile, limits } }
    }
    const [base] = folders()
    if (base === undefined) throw new ColdopenError('not-found', 'No folder is open: open the one that the script is to go into.')
    return { wish: { brief: briefSchema.parse({ format, idea, ...(segments && { segments }), ...(language && { language }) }), base, limits } }
  }

  const draftAnswer = async (draft: AgentDraft): Promise<string> => {
    const file = draft.file()
    const problem = draft.problem()
    const isOver = !['pending', 'processing'].includes(draft.status())
    return JSON.stringify({
      status: draft.status(),
      ...(file !== undefined && { script: await shownPath(folders(), file) }),
      progress: draft.line(),
      ...(problem !== undefined && { problem }),
      ...(!isOver && { note: 'It goes on by itself; list_segments tells how far it is.' }),
    })
  }

  const draft = async (input: ToolInput<'draft_segments'>, signal: AbortSignal): Promise<string> => {
    const asked = await drafting(input)
    if ('wish' in asked) desk.agree(await desk.estimate(asked.wish.brief), asked.wish.limits)
    else {
      const { facts } = asked.script
      if (asked.script.bible && missingIn(asked.script).length === 0) return JSON.stringify({ status: 'completed', script: await shownPath(folders(), facts.dir), note: 'Nothing is missing.' })
      desk.agree(await desk.estimate(facts.sidecar.brief), limitsOf(input))
    }
    const begun = 'wish' in asked ? await desk.start(asked.wish) : await desk.resume(asked.script.facts.dir, limitsOf(input))
    await waitFor(begun, input.wait_seconds, signal)
    return draftAnswer(begun)
  }

  const redraft = async (input: ToolInput<'redraft_segment'>, signal: AbortSignal): Promise<string> => {
    const script = await scriptAt(input.script)
    const piece = pieceOf(script, input.segment)
    if (piece.isLocked) throw new ColdopenError('conflict', `${script.unit === 'chunk' ? 'Chunk' : 'Segment'} ${piece.number} is locked: its writer has to unlock it first.`)
    const limits = limitsOf(input)
    desk.agree(await redraftEstimate(desk, script, piece), limits)
    const text = await desk.redraft(redraftOf(script, piece, { note: input.note, limits }), signal)
    return JSON.stringify({ [script.unit]: piece.number, before: piece.text, after: text, note: 'The script is not changed.' })
  }

  const confirmDraft = async (input: ToolInput<'draft_segments'>, say: Say): Promise<Confirmation> => {
    const asked = await drafting(input)
    if ('script' in asked) {
      const { facts, bible } = asked.script
      const missing = missingIn(asked.script)
      const into = await shownPath(folders(), facts.dir)
      const { unit, total } = asked.script
      const parts = unit === 'chunk' ? say('{0} of {1} chunks are missing, and are written into {2}.', missing.length, total, into) : say('{0} of {1} segments are missing, and are written into {2}.', missing.length, total, into)
      const what = bible ? parts : say('It is planned and written into {0}.', into)
      const cost = say('The whole script: {0}', costLine(await desk.estimate(facts.sidecar.brief), say))
      return { title: say('Go on with “{0}”?', bible?.title ?? facts.slug), message: `${what} ${cost}` }
    }
    const { brief, briefFile, base } = asked.wish
    const spending = await desk.estimate(brief)
    const into = briefFile === undefined ? say('a folder of its own in drafts') : await shownPath(folders(), base)
    return { title: say('Draft a {0}?', brief.format), message: `${say('“{0}” is planned and written into {1}.', brief.idea.slice(0, 200), into)} ${costLine(spending, say)}` }
  }

  return {
    async confirm(name, input, say) {
      if (name === 'draft_segments') return confirmDraft(parsed(name, toolInputs[name], input), say)
      if (name !== 'redraft_segment') return undefined
      const { script: named, segment, note } = parsed(name, toolInputs[name], input)
      const script = await scriptAt(named)
      const piece = pieceOf(script, segment)
      const spending = await redraftEstimate(desk, script, piece)
      const title = script.bible?.title ?? script.facts.slug
      return {
        title: script.unit === 'chunk' ? say('Write chunk {0} of “{1}” anew?', piece.number, title) : say('Write segment {0} of “{1}” anew?', piece.number, title),
        message: `${say('“{0}”. The new text is shown, and the script stays as it is.', note.slice(0, 200))} ${costLine(spending, say)}`,
      }
    },
    async run(name, input, signal) {
      switch (name) {
        case 'list_segments': {
          const script = await scriptAt(parsed(name, toolInputs[name], input).script)
          return listOf(script, await shownPath(folders(), script.facts.dir))
        }
        case 'read_segment': {
          const { script: named, segment } = parsed(name, toolInputs[name], input)
          const script = await scriptAt(named)
          const piece = pieceOf(script, segment)
          return JSON.stringify({ [script.unit]: piece.number, title: piece.title, text: piece.text })
        }
        case 'check_script': {
          const script = await scriptAt(parsed(name, toolInputs[name], input).script)
          const findings = problemsOf(script)
          return JSON.stringify({ script: await shownPath(folders(), script.facts.dir), title: script.bible?.title ?? basename(script.facts.dir), ok: findings.length === 0, findings })
        }
        case 'draft_segments':
          return draft(parsed(name, toolInputs[name], input), signal)
        default:
          return redraft(parsed(name, toolInputs[name], input), signal)
      }
    },
  }
}
