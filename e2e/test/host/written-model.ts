import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createColdopen } from '@coldopen/client'
import { startFakeOpenAI, type FakeOpenAI } from '@coldopen/fake-openai'
import { scriptMarkdown } from '@coldopen/script'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'

type ModelOptions = NonNullable<Parameters<typeof startFakeOpenAI>[0]>

/**
 * A model in the place of OpenAI's, as the environment of the editor names it, until it is disposed of. It counts what it is asked,
 * and does as it is told.
 */
export async function modelOfEnvironment(options: ModelOptions): Promise<FakeOpenAI> {
  const model = await startFakeOpenAI(options)
  const settings = vscode.workspace.getConfiguration('coldopen')
  await settings.update('provider', 'openai', vscode.ConfigurationTarget.Workspace)
  Object.assign(process.env, { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'any' })
  return {
    ...model,
    async [Symbol.asyncDispose]() {
      delete process.env['OPENAI_BASE_URL']
      delete process.env['OPENAI_API_KEY']
      await settings.update('provider', undefined, vscode.ConfigurationTarget.Workspace)
      await model.close()
    },
  }
}

/** The local server, as its file names it. */
export async function localServer() {
  const { url, token }: { url: string; token: string } = JSON.parse(await readFile(join(process.env['COLDOPEN_DATA'] ?? '', 'server.json'), 'utf8'))
  return createColdopen({ url, token })
}

/** A draft as the server knows it. */
export type Served = {
  /** How many requests it takes when nothing goes wrong: the plan's, and one for each part. */
  readonly requests: number
  readonly segments: number
  /** The script that its segments make. */
  readonly script: string
}

export async function asServed({ run }: Draft): Promise<Served> {
  const { bible, parts } = await (await localServer()).api.runs.get.query({ runId: run })
  if (!bible) throw new Error(`The run ${run} has no plan.`)
  const segments = parts.flatMap(part => part.segments)
  return { requests: parts.length, segments: segments.length, script: scriptMarkdown({ bible, segments }).trimEnd() }
}
