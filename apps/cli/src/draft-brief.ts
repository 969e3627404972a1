import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ColdopenError, modelName, startRun } from '@coldopen/client'
import { connectHere, environmentOf } from './connection.ts'
import { consent, estimateLine } from './consent.ts'
import { holding } from './holding.ts'
import { runOptionsOf, type LimitOptions, type ModelOptions } from './options.ts'
import type { Host } from './program.ts'
import { wrap } from './terminal/wrap.ts'
import { watch, type Watched } from './watch.ts'

/** A brief, where its script goes, and the file it stands in when that is there already. */
export type Drafted = Pick<Watched, 'brief' | 'where' | 'briefFile'>

const sampleLine = 'The built-in sample writer writes: sample text, free and offline, marked as such in every file. Set OPENAI_API_KEY, or another key, for a model.'

/** Makes sure, before anything is asked for, that there is a place to write to. */
const checkFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new ColdopenError('file-processing', `The folder ${folder} cannot be written, so nothing was asked for. Choose another with --out.`, error)
  }
}

/** Drafts a brief: says what it will use, asks where that is due, starts the run and follows it. Answers the exit code. */
export const draftBrief = async (host: Host, drafted: Drafted, options: ModelOptions & LimitOptions): Promise<number> => {
  const { where } = drafted
  await checkFolder('dir' in where ? where.dir : join(where.base, 'drafts'))
  const { api } = await connectHere(host)
  const { provider, model } = options
  const asked = { brief: drafted.brief, options: runOptionsOf(options), model: { provider, model }, environment: environmentOf(host) }
  const spending = await api.runs.estimate.query(asked)
  const name = modelName(spending.model)
  const beforehand = spending.model.provider === 'sample' ? sampleLine : estimateLine(name, spending.estimate)
  host.stderr.write(`${wrap(beforehand, host.stderr.isTTY ? host.stderr.columns : Infinity)}\n`)
  await consent(host, { ...spending, model: name }, options)
  const runId = randomUUID()
  return holding(host, runId, async () => {
    // The server may have ended while the question was open.
    const brief = await startRun(() => connectHere(host), { ...asked, brief: spending.brief, runId })
    return watch(host, { ...drafted, run: runId, brief, endsAfter: 0 })
  })
}
