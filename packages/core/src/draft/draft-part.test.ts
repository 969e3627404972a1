import { expect, test } from 'vitest'
import type { ModelEvent, TextModel } from '../model/text-model.ts'
import { play, scriptedModel, wholeAnswer, type Behaviour } from '../../test/draft/behaviour.ts'
import { runWith, searching } from '../../test/draft/setting.ts'
import { begin, partOf, steps } from '../../test/draft/steps.ts'
import { draftPart, type PartProgress } from './draft-part.ts'
import { readerFor, requestFor } from './request.ts'

const planning = steps(runWith({ segments: 30, perSet: 1 }), begin).state
const part = partOf(planning, 0)
const { request } = requestFor(planning, part)

const drafted = (model: TextModel, signal = new AbortController().signal): Promise<PartProgress[]> => {
  return Array.fromAsync(draftPart(model, { request, reader: readerFor(planning, part), signal }))
}

const modelFor = (given: Partial<Behaviour> = {}) => {
  const behaviour = { ...wholeAnswer, pieces: 20, ...given }
  return scriptedModel(play(request, behaviour, 1), behaviour)
}

test('an answer is told as it comes: its beginning, what it shows, and its end with all that is finished', async () => {
  const told = await drafted(modelFor())
  expect(told[0]).toEqual({ type: 'created', responseId: 'resp_1', kept: false })
  expect(told.slice(1, -1).every(progress => progress.type === 'events' && progress.events.length > 0)).toBe(true)
  expect(told.at(-1)).toMatchObject({ type: 'ended', outcome: { type: 'completed' }, faults: [], output: { plan: { beats: { length: 30 } } } })
})

test('an answer that was cut keeps what had arrived', async () => {
  const ended = (await drafted(modelFor({ ending: 'interrupted', at: 0.9 }))).at(-1)
  expect(ended).toMatchObject({ type: 'ended', outcome: { type: 'interrupted' }, faults: [expect.stringContaining('the text ends')] })
  const kept = ended?.type === 'ended' ? ended.output.plan?.beats.length : 0
  expect(kept).toBeGreaterThan(5)
  expect(kept).toBeLessThan(30)
})

test('a model that stops without saying how was interrupted', async () => {
  const mute: TextModel = {
    name: 'test/mute',
    async *stream(): AsyncGenerator<ModelEvent> {
      yield { type: 'text', text: '{"title":"Half' }
    },
  }
  expect((await drafted(mute)).at(-1)).toMatchObject({ type: 'ended', outcome: { type: 'interrupted', problem: { code: 'model-connection' } } })
})

test('whoever stops listening closes the model’s stream', async () => {
  let closed = false
  const endless: TextModel = {
    name: 'test/endless',
    async *stream(): AsyncGenerator<ModelEvent> {
      try {
        for (;;) yield { type: 'text', text: '{"title":"' }
      } finally {
        closed = true
      }
    },
  }
  for await (const _ of draftPart(endless, { request, reader: readerFor(planning, part), signal: new AbortController().signal })) break
  expect(closed).toBe(true)
})

test('pages that a search gave reach the reader, between one text and the next', async () => {
  const { state } = steps(runWith({ format: 'podcast', words: 1000 }, { capability: searching }), begin)
  const searched: TextModel = {
    name: 'test/searching',
    async *stream(): AsyncGenerator<ModelEvent> {
      yield { type: 'text', text: '{"pack":{"facts":[{"fact":"Acme' }
      yield { type: 'source', url: 'https://news.example/acme', title: 'Acme' }
      yield { type: 'text', text: ' lost.","sources":["https://news.example/acme"]}],"names":[]},"text":"Hear this."}' }
    },
  }
  const job = { request: requestFor(state, partOf(state, 1)).request, reader: readerFor(state, partOf(state, 1)), signal: new AbortController().signal }
  const told = await Array.fromAsync(draftPart(searched, job))
  expect(told[0]).toMatchObject({ type: 'events', events: [{ type: 'pack-end', pack: { facts: [{ source_ids: ['src_01'] }] } }, { type: 'chunk-delta', text: 'Hear this.' }] })
})
