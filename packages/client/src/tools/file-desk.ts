import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { ColdopenError, type Brief, type RunStatus } from '@coldopen/core/protocol'
import { meaningOf } from '../create-coldopen.ts'
import { readFolder } from '../folder/read-folder.ts'
import { openScriptFolder } from '../folder/script-folder.ts'
import { followRun } from '../follow-run.ts'
import { createProgress } from '../progress.ts'
import { sendEdits } from '../send-edits.ts'
import { startRun } from '../start-run.ts'
import { askServer, type ServerWay } from './ask-server.ts'
import type { AgentDesk, AgentDraft, Limits } from './desk.ts'
import { readPlainFile } from './read-plain-file.ts'

type Run = { readonly id: string; readonly brief: Brief; readonly where: { readonly base: string } | { readonly dir: string }; readonly briefFile?: string; readonly endsAfter: number }

/** Follows a run and writes its files, until it ends. */
const follow = (way: ServerWay, run: Run, say: (sentence: string) => void): AgentDraft => {
  const progress = createProgress()
  let status: RunStatus = 'pending'
  let problem: string | undefined
  let file: string | undefined

  const carryOut = async (): Promise<void> => {
    const folder = await openScriptFolder({ ...run.where, run: run.id, brief: run.brief, onNotice: say, ...(run.briefFile !== undefined && { briefFile: run.briefFile }) })
    try {
      for await (const event of followRun(way.connect, { run: run.id, after: Math.min(folder.lastEvent, run.endsAfter) })) {
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
  const ended = carryOut().catch((error: unknown) => {
    status = 'failed'
    problem = meaningOf(error, 'the address').message
  })
  return {
    run: run.id,
    line: () => progress.line(),
    status: () => status,
    problem: () => problem,
    file: () => file,
    ended,
    async stop() {
      await (await way.connect()).api.runs.cancel.mutate({ runId: run.id })
    },
  }
}

export type FileDeskOptions = ServerWay & {
  readonly folders: readonly string[]
  /** Tokens a second of the sample writer; its own pace by default. */
  readonly speed?: number | undefined
  /** Told, in a sentence each, what its user should know. */
  readonly say: (sentence: string) => void
}

/** The tools of a process of its own: what they draft is written into files. Nobody can be asked here, so that what costs money needs a limit. */
export const fileDesk = (options: FileDeskOptions): AgentDesk => {
  const runOptions = ({ maxCost, maxTokens }: Limits) => ({
    ...(maxCost !== undefined && { maxCost }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(options.speed !== undefined && { speed: options.speed }),
  })
  return {
    ...askServer(options, () => options.speed),
    folders: () => options.folders,
    read: readPlainFile,
    async start(wish) {
      const id = randomUUID()
      const brief = await startRun(options.connect, { brief: wish.brief, runId: id, options: runOptions(wish.limits), environment: await options.environment() })
      const { briefFile } = wish
      const where = briefFile === undefined ? { base: wish.base } : { dir: dirname(briefFile) }
      return follow(options, { id, brief, where, endsAfter: 0, ...(briefFile !== undefined && { briefFile: briefFile.slice(dirname(briefFile).length + 1) }) }, options.say)
    },
    async resume(dir, limits) {
      const { sidecar } = await readFolder(dir)
      const { api } = await options.connect()
      const { brief, summary } = await api.runs.get.query({ runId: sidecar.run })
      if (summary.status !== 'completed') for (const sentence of await sendEdits(api, { run: sidecar.run, path: dir })) options.say(sentence)
      const { after } = await api.runs.resume.mutate({ runId: sidecar.run, options: runOptions(limits), environment: await options.environment() })
      return follow(options, { id: sidecar.run, brief, where: { dir }, endsAfter: summary.status === 'completed' ? summary.lastSeq - 1 : after }, options.say)
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
