import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capabilityOf, createModel, draftPart, newRun, readerFor, type ModelRequest, type TextModel } from '@coldopen/core'
import { openSqliteStore } from '@coldopen/store'
import type { Contender, Task } from '../contender.ts'
import { openJournal } from '../journal.ts'
import { bible } from '../material.ts'

const request: ModelRequest = { instructions: 'x', material: {}, maxOutputTokens: 16_000 }
const capability = capabilityOf('openai', 'gpt-4.1')

function modelOf(task: Task): TextModel {
  return createModel({ choice: { provider: 'openai', model: task.model, baseUrl: task.baseUrl }, capability, key: 'bench' })
}

function stateOf(task: Task) {
  const { segments } = task
  const brief = { format: 'movie', idea: 'a lighthouse', segments, perSet: segments, noNarration: false, narrationOnlyFirst: false, adultStory: false, layout: { total: segments, perSet: segments, sets: 1, tokensPerUnit: 500 } } as const
  const choice = { provider: 'openai', model: task.model, baseUrl: task.baseUrl } as const
  return newRun({ brief, options: { model: choice, capability, concurrency: 1, retries: 0, resend: false }, bible: bible(segments) })
}

const partOf = (task: Task) => ({ number: 1, attempt: 1, asked: Array.from({ length: task.segments }, (_, at) => at + 1), output: { segments: [] } })

/** The whole way of a set: bytes, events, segments checked against the contract, and the journal on the disk. */
export const oursJournal: Contender = async (task) => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-bench-'))
  const store = await openSqliteStore({ file: join(folder, 'runs.db') })
  try {
    const state = stateOf(task)
    await store.create('run', state, new Date())
    const journal = openJournal(store, 'run', await store.claim('run'))
    const signal = new AbortController().signal
    let kept = 0
    for await (const step of draftPart(modelOf(task), { request, reader: readerFor(state, partOf(task)), signal })) {
      if (step.type === 'events') journal.add(step.events)
      if (step.type === 'ended') {
        if (step.outcome.type !== 'completed') throw new Error(JSON.stringify(step.outcome))
        const usage = { requests: 1, inputTokens: 0, outputTokens: 0, cost: null }
        journal.add([{ type: 'part-end', part: 1, attempt: 1, segments: [...step.output.segments], usage }])
        kept = step.output.segments.length
      }
    }
    await journal.close()
    return kept === task.segments ? task.characters : 0
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}

/** The same way without the journal: every text is told as it comes, every segment checked. */
export const oursScanned: Contender = async (task) => {
  const state = stateOf(task)
  let kept = 0
  for await (const step of draftPart(modelOf(task), { request, reader: readerFor(state, partOf(task)), signal: new AbortController().signal })) {
    if (step.type === 'ended') kept = step.output.segments.length
  }
  return kept === task.segments ? task.characters : 0
}

/** The same stream by the same adapter, parsed once when it has ended. */
export const parsedAtEnd: Contender = async (task) => {
  let text = ''
  for await (const event of modelOf(task).stream(request, new AbortController().signal)) {
    if (event.type === 'text') text += event.text
  }
  const whole: { segments: unknown[] } = JSON.parse(text)
  return whole.segments.length === task.segments ? text.length : 0
}
