import { randomUUID } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { ColdopenError, type Brief, type RunStatus } from '@coldopen/core/protocol'
import { meaningOf } from '../create-coldopen.ts'
import { heldElsewhere, holdRun, type HeldRun } from '../folder/hold-run.ts'
import { readFolder } from '../folder/read-folder.ts'
import { openScriptFolder } from '../folder/script-folder.ts'
import { followRun } from '../follow-run.ts'
import { createProgress } from '../progress.ts'
import { sendEdits } from '../send-edits.ts'
import { startRun } from '../start-run.ts'
import { askServer, type ServerWay } from './ask-server.ts'
import type { AgentDesk, AgentDraft, Limits } from './desk.ts'
import { readPlainFile } from './read-plain-file.ts'

export type FileDeskOptions = ServerWay & {
  readonly folders: readonly string[]
  /** Where it is known who writes the files of a run. */
  readonly dataFolder: string
  /** Tokens a second of the sample writer; its own pace by default. */
  readonly speed?: number | undefined
  /** Told, in a sentence each, what its user should know. */
  readonly say: (sentence: string) => void
}

type Run = { readonly brief: Brief; readonly where: { readonly base: string } | { readonly dir: string }; readonly briefFile?: string; readonly endsAfter: number }

/** Follows a run and writes its files, until it ends and they are let go. */
const follow = (options: FileDeskOptions, run: Run & { readonly id: string }, letGo: () => void): AgentDraft => {
  const progress = createProgress()
  let status: RunStatus = 'pending'
  let problem: string | undefined
  let file: string | undefined

  const carryOut = async (): Promise<void> => {
    const folder = await openScriptFolder({ ...run.where, run: run.id, brief: run.brief, onNotice: options.say, ...(run.briefFile !== undefined && { briefFile: run.briefFile }) })
    try {
      for await (const event of followRun(options.connect, { run: run.id, after: Math.min(folder.lastEvent, run.endsAfter) })) {
        folder.apply(event)
        progress.take(event)
        file = folder.place()?.script
        if (event.type !== 'run-end') status = 'processing'
        if (event.type !== 'run-end' || event.seq <= run.endsAfter) continue
        await folder.flush()
        file = folder.place()?.script
        status = event.status
        problem = event.problem?.message
        return
      }
    } finally {
      await folder.close()
    }
  }
  const failed = (error: unknown): void => {
    status = 'failed'
    problem = meaningOf(error, 'the address').message
  }
  const ended = carryOut().catch(failed).finally(letGo)
  return {
    run: run.id,
    line: () => progress.line(),
    status: () => status,
    problem: () => problem,
    file: () => file,
    ended,
    async stop() {
      await (await options.connect()).api.runs.cancel.mutate({ runId: run.id })
    },
  }
}

/** The tools of a process of its own: what they draft is written into files. Nobody can be asked here, so that what costs money needs a limit. */
export const fileDesk = (options: FileDeskOptions): AgentDesk => {
  const runOptions = ({ maxCost, maxTokens }: Limits) => ({
    ...(maxCost !== undefined && { maxCost }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(options.speed !== undefined && { speed: options.speed }),
  })
  const drafts = new Map<string, Promise<AgentDraft>>()

  const begun = async (id: string, begin: () => Promise<Run>): Promise<AgentDraft> => {
    let held: HeldRun | undefined
    const letGo = (): void => {
      drafts.delete(id)
      held?.release()
    }
    try {
      held = await holdRun(options.dataFolder, id)
      if (!held) throw new ColdopenError('conflict', heldElsewhere)
      return follow(options, { id, ...(await begin()) }, letGo)
    } catch (error) {
      letGo()
      throw error
    }
  }

  /** The draft of a run: the one that is under way here, or one for which this process alone writes the files. Throws `conflict` when another has them. */
  const draftOf = (id: string, begin: () => Promise<Run>): Promise<AgentDraft> => {
    const draft = drafts.get(id) ?? begun(id, begin)
    drafts.set(id, draft)
    return draft
  }

  return {
    ...askServer(options, () => options.speed),
    folders: () => options.folders,
    read: readPlainFile,
    async start(wish) {
      const id = randomUUID()
      const { briefFile } = wish
      const where = briefFile === undefined ? { base: wish.base } : { dir: dirname(briefFile) }
      return draftOf(id, async () => {
        const brief = await startRun(options.connect, { brief: wish.brief, runId: id, options: runOptions(wish.limits), environment: await options.environment() })
        return { brief, where, endsAfter: 0, ...(briefFile !== undefined && { briefFile: basename(briefFile) }) }
      })
    },
    async resume(dir, limits) {
      const { run } = (await readFolder(dir)).sidecar
      return draftOf(run, async () => {
        const { api } = await options.connect()
        const { brief, summary } = await api.runs.get.query({ runId: run })
        if (summary.status !== 'completed') for (const sentence of await sendEdits(api, { run, path: dir })) options.say(sentence)
        const { after } = await api.runs.resume.mutate({ runId: run, options: runOptions(limits), environment: await options.environment() })
        return { brief, where: { dir }, endsAfter: summary.status === 'completed' ? summary.lastSeq - 1 : after }
      })
    },
    agree({ model, capability, estimate }, limits) {
      const isFree = capability.price !== null && capability.price.input === 0 && capability.price.output === 0
      if (isFree || limits.maxCost !== undefined || limits.maxTokens !== undefined) return
      const { cost, inputTokens, outputTokens } = estimate
      if (cost === null) {
        const tokens = inputTokens.worst + outputTokens.worst
        throw new ColdopenError('invalid-input', `What ${model} costs is not known, and it may use up to ${tokens} tokens. Ask its user, then call again with max_tokens.`)
      }
      throw new ColdopenError('invalid-input', `${model} costs money: about $${cost.expected.toFixed(2)}, at the worst $${cost.worst.toFixed(2)}. Ask its user, then call again with max_cost.`)
    },
  }
}
