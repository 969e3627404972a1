import { wordCount } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { runWith, sampleModel } from '../../../test/draft/setting.ts'
import { begin, now, partOf, steps } from '../../../test/draft/steps.ts'
import { draftPart } from '../../draft/draft-part.ts'
import { readerFor, requestFor } from '../../draft/request.ts'
import { inFlight, type RunState } from '../../draft/run-state.ts'
import { capabilityOf } from '../capability.ts'
import { sampleNotice } from '../choose.ts'
import { instant } from './requests.fixture.ts'

const capability = capabilityOf('sample', 'sample')

/** A run that the sample writer takes from its beginning to its end. */
const drafted = async (brief: Parameters<typeof runWith>[0]): Promise<RunState> => {
  let { state } = steps(runWith(brief, { model: sampleModel, capability }), begin)
  for (let part = state.parts.find(inFlight); part; part = state.parts.find(inFlight)) {
    const job = { request: requestFor(state, part).request, reader: readerFor(state, part), signal: new AbortController().signal }
    const last = (await Array.fromAsync(draftPart(instant, job))).at(-1)
    if (last?.type !== 'ended') throw new Error('the answer did not end')
    const { output, faults, outcome } = last
    state = steps(state, { type: 'ended', now, part: part.number, attempt: part.attempt, output, faults, outcome }).state
  }
  return state
}

const textsOf = (state: RunState) => state.parts.slice(1).map(part => part.output.chunk?.text ?? '')

describe('a sample podcast of 10 000 words', () => {
  test('is written in ten requests at the lengths that were planned, says that it is a sample, and keeps to its own facts', async () => {
    const state = await drafted({ format: 'podcast', idea: 'Why harbours in Brittany silt up, and what the dredgers find' })
    expect(state.status).toBe('completed')
    expect(state.usage.requests).toBe(10)
    expect(state.parts.flatMap(part => part.output.chunk?.marks ?? [])).toEqual([])
    expect(wordCount(textsOf(state).join(' '))).toBeGreaterThan(9500)
    expect(textsOf(state)[0]?.startsWith(sampleNotice)).toBe(true)
    expect(partOf(state, 1).output.pack?.facts.length).toBeGreaterThan(3)
    const paragraphs = textsOf(state).flatMap(text => text.split('\n\n'))
    expect(new Set(paragraphs).size).toBe(paragraphs.length)
  })

  test.each([1500, 2500, 4000])('of %i words keeps to the lengths that were planned, also in its short chunks', async words => {
    const state = await drafted({ format: 'podcast', idea: 'Why the lamp of the lighthouse went out', words })
    expect(state.parts.flatMap(part => part.output.chunk?.marks ?? [])).toEqual([])
  })

  test('can be cut to 300 words from its facts', async () => {
    const { output } = partOf(await drafted({ format: 'podcast', idea: 'Harbours', words: 1000 }), 1)
    if (!output.pack) throw new Error('there are no facts')
    const cut = await drafted({ format: 'podcast', idea: 'Harbours', cutOf: { pack: output.pack, words: 300 } })
    expect(cut.status).toBe('completed')
    expect(textsOf(cut)).toHaveLength(1)
    expect(textsOf(cut)[0]?.startsWith(sampleNotice)).toBe(true)
  })
})

test('sample prose is planned and written to its length, no chunk like another', async () => {
  const state = await drafted({ format: 'prose', idea: 'A lighthouse keeper finds a letter' })
  expect(state.status).toBe('completed')
  expect(state.usage.requests).toBe(4)
  const paragraphs = textsOf(state).flatMap(text => text.split('\n\n'))
  expect(new Set(paragraphs).size).toBeGreaterThan(paragraphs.length * 0.95)
})

test.each([['story', 10], ['meme', 7], ['free', 8]] as const)('a sample %s has its %i segments', async (format, segments) => {
  const state = await drafted({ format, idea: 'A cat that wants the window open' })
  expect(state.status).toBe('completed')
  expect(state.parts.flatMap(part => part.output.segments)).toHaveLength(segments)
})
