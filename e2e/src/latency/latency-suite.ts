import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { runInHost } from '../host/host-suite.ts'
import type { Session } from '../session.ts'
import type { Tell } from '../suite/suite-events.ts'
import { reportVariable } from './report.ts'

/** Drafts with a model that notes when it sent which character, and prints how long they took into the document. */
export async function latencySuite(session: Session, grep: string | undefined, tell: Tell): Promise<void> {
  await using model = await startFakeOpenAI({ behaviour: { pace: 200, firstToken: 0.2, delta: 4, sentences: 4, stamps: true } })
  const report = join(session.output, 'latency.txt')
  const environment = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'any', [reportVariable]: report }
  await runInHost(session, { tests: 'latency', ...(grep === undefined ? {} : { grep }), environment }, tell)
  console.log(await readFile(report, 'utf8').catch(() => 'Nothing was measured.'))
}
