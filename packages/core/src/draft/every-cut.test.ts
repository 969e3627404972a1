import { reportFault } from '@coldopen/core/testing'
import { wordCount } from '@coldopen/script'
import { expect, test } from 'vitest'
import { runWith, sampleModel, searching } from '../../test/draft/setting.ts'
import { begin, now, partOf, steps } from '../../test/draft/steps.ts'
import { writeProse } from '../../test/draft/write-prose.ts'
import type { Happening } from '../events.ts'
import { createSampleModel } from '../model/sample/sample-model.ts'
import { keptOutput } from './chunk.ts'
import { draftPart } from './draft-part.ts'
import { readerFor, requestFor } from './request.ts'
import type { RunState } from './run-state.ts'

const model = createSampleModel({ tokensPerSecond: Infinity })

/** The sample writer's whole answer to what is under way for a part, and the state once it is read. */
const recorded = async (state: RunState, part: number) => {
  const { request } = requestFor(state, partOf(state, part))
  let text = ''
  for await (const event of model.stream(request, new AbortController().signal)) if (event.type === 'text') text += event.text
  return text
}

const answered = async (state: RunState, number: number): Promise<RunState> => {
  const part = partOf(state, number)
  const job = { request: requestFor(state, part).request, reader: readerFor(state, part), signal: new AbortController().signal }
  const last = (await Array.fromAsync(draftPart(model, job))).at(-1)
  if (last?.type !== 'ended') throw new Error('the answer did not end')
  const { output, faults, outcome } = last
  return steps(state, { type: 'ended', now, part: number, attempt: part.attempt, output, faults, outcome }).state
}

/** What a part's reader makes of the first bytes of an answer; half a character at the cut never arrives. */
const readTo = (state: RunState, number: number, bytes: Uint8Array) => {
  const reader = readerFor(state, partOf(state, number))
  const events: Happening[] = reader.push(new TextDecoder().decode(bytes, { stream: true }))
  return { events, ...reader.finish() }
}

test('a set cut at any byte keeps every finished segment as it was written, and nothing that is none', { timeout: 60_000 }, async () => {
  const planned = await answered(steps(runWith({ idea: 'a lamp 灯 that counts to 1.50 😀', segments: 6, perSet: 6 }, { model: sampleModel }), begin).state, 0)
  const bytes = new TextEncoder().encode((await recorded(planned, 1)).replaceAll('.', String.raw`. 😀 \"12.5\" \u00e9\ud83d\ude00`))
  const whole = readTo(planned, 1, bytes).output.segments
  expect(whole).toHaveLength(6)
  let kept = 0
  for (let at = 0; at <= bytes.length; at++) {
    const { events, output } = readTo(planned, 1, bytes.subarray(0, at))
    expect(output.segments.length).toBeGreaterThanOrEqual(kept)
    kept = output.segments.length
    if (events.filter(event => event.type === 'segment-end').length !== kept) throw new Error(`at byte ${at} a segment is not told`)
    if (JSON.stringify(output.segments) !== JSON.stringify(whole.slice(0, kept))) throw new Error(`at byte ${at} a segment is another`)
    if (!events.every(event => !('text' in event) || event.text.isWellFormed())) throw new Error(`at byte ${at} half a character is shown`)
  }
  expect(kept).toBe(6)
  reportFault({ row: 'R7', did: 'a set cut at every byte (escapes, pairs, emoji)', times: bytes.length + 1, figure: 'finished segments kept 100 %, wrong numbers 0, lone surrogates 0', target: '100 %, 0, 0' })
})

test('a chunk cut at any byte is kept to its last finished sentence, with no number cut short', { timeout: 60_000 }, async () => {
  const state = steps(await answered(steps(runWith({ format: 'prose', words: 300 }, { model: sampleModel }), begin).state, 0)).state
  const text = writeProse(300, 1)
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at <= bytes.length; at++) {
    const { events, output } = readTo(state, 1, bytes.subarray(0, at))
    const shown = events.map(event => (event.type === 'chunk-delta' ? event.text : '')).join('')
    if (!text.startsWith(shown) || !shown.isWellFormed()) throw new Error(`at byte ${at} something else is shown`)
    const kept = keptOutput(state.brief, 1, { ...output, closed: false }).chunk?.text ?? ''
    const rest = text.slice(kept.length)
    if (!text.startsWith(kept) || /\d$/u.test(kept) || /^\d/u.test(rest)) throw new Error(`at byte ${at} "${kept.slice(-20)}" is kept`)
    if (shown.length - kept.length > 160) throw new Error(`at byte ${at} more than a sentence is lost`)
  }
  expect(wordCount(text)).toBeGreaterThan(280)
  reportFault({ row: 'R7', did: 'a chunk cut at every byte', times: bytes.length + 1, figure: 'numbers cut short 0, half characters 0, at most a sentence lost', target: '0, 0, a sentence' })
})

test('facts cut at any byte are whole or not there, and so is the text behind them', { timeout: 60_000 }, async () => {
  const { state } = steps(runWith({ format: 'podcast', words: 1000 }, { capability: searching }), begin)
  const answer = { pack: { facts: [{ fact: 'Acme 灯 lost 12.5 million.', sources: ['https://a.example/x'] }], names: ['Acme'] }, text: 'Hear "this" 😀.\nIt is 12.5 million. And more' }
  const bytes = new TextEncoder().encode(JSON.stringify(answer))
  for (let at = 0; at <= bytes.length; at++) {
    const { output } = readTo(state, 1, bytes.subarray(0, at))
    if (output.pack && output.pack.facts[0]?.fact !== answer.pack.facts[0]?.fact) throw new Error(`at byte ${at} a fact is cut`)
    if (!answer.text.startsWith(output.chunk?.text ?? '')) throw new Error(`at byte ${at} the text is another`)
    if (output.closed === true && output.chunk?.text !== answer.text) throw new Error(`at byte ${at} a cut text counts as ended`)
  }
  reportFault({ row: 'R7', did: 'facts and text cut at every byte', times: bytes.length + 1, figure: 'facts cut short 0', target: '0' })
})
