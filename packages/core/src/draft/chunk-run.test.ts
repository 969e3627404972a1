import { describe, expect, test } from 'vitest'
import { plain, reasoning, runWith, searching } from '../../test/draft/setting.ts'
import { answer, begin, endingOf, partOf, resume, sentBy, steps } from '../../test/draft/steps.ts'
import type { Brief } from '../brief.ts'
import type { RunOptions } from './run-state.ts'
import type { Step } from './step.ts'

const podcast = (options: Partial<RunOptions> = {}, brief: Partial<Brief> = {}) => runWith({ format: 'podcast', words: 1000, ...brief }, { capability: plain, ...options })
const prose = (options: Partial<RunOptions> = {}) => runWith({ format: 'prose', ending: 'the lamp goes out' }, { capability: plain, ...options })

const requestFor = (step: Step, part: number) => {
  const sent = step.effects.findLast(effect => effect.type === 'send' && effect.part === part)
  if (sent?.type !== 'send') throw new Error(`nothing was sent for ${part}`)
  return sent.request
}

const endOf = (step: Step, part: number) => step.events.findLast(event => event.type === 'part-end' && event.part === part)
const startsOf = (step: Step, part: number) => step.events.filter(event => event.type === 'part-start' && event.part === part)

describe('a podcast', () => {
  test('has its plan at once, and at no cost', () => {
    const step = steps(podcast({}, { topic: 'Harbours', idea: 'Why harbours silt up. All of it.' }), begin)
    expect(step.events.map(event => event.type)).toEqual(['run-start', 'plan-end', 'part-start'])
    expect(step.state.bible).toMatchObject({ title: 'Harbours', generation_info: { format: 'podcast', total_segments: 10, segments_per_set: 1 } })
    expect(step.state.bible?.story_outline[0]).toBe('Cold Open (40 words): hook the audience.')
    expect(partOf(step.state, 0).usage.requests).toBe(0)
    expect(step.events[0]).toMatchObject({ totalUnits: 10, parts: 10, targetWords: 1000 })
  })

  test('establishes its facts before anything else starts, however many may be drafted at once', () => {
    const first = steps(podcast({ concurrency: 20 }), begin)
    expect(sentBy(first)).toEqual([1])
    expect(sentBy(steps(first.state, answer(1)))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('searches once, where the model can, and gives the others the facts and no tool', () => {
    const first = steps(podcast({ capability: searching }), begin)
    expect(requestFor(first, 1)).toMatchObject({ webSearch: true, schema: { name: 'podcast_research' } })
    const second = steps(first.state, answer(1))
    const request = requestFor(second, 2)
    expect(request.webSearch).toBeUndefined()
    expect(request.schema).toBeUndefined()
    expect(request.material['pack']).toEqual(partOf(second.state, 1).output.pack)
    expect(request.material['before']).toBeTruthy()
  })

  test('goes on from its own description where the model cannot search, and says that there are no sources', () => {
    const step = steps(podcast({}, { description: 'Acme lost 40 million.' }), begin, answer(1))
    expect(step.effects.every(effect => effect.type !== 'send' || effect.request.webSearch === undefined)).toBe(true)
    expect(endOf(step, 1)).toMatchObject({ pack: { sources: [], notice: expect.stringContaining('could not search') } })
  })

  test('that must be fresh is refused where the model cannot search', () => {
    expect(() => podcast({}, { freshness: 7 })).toThrow('freshness: 7 needs a model that searches the web')
    const instructed = requestFor(steps(podcast({ capability: searching }, { freshness: 7 }), begin), 1).instructions
    expect(instructed).toContain('at most 7 days old')
  })

  test('has room for research in its first chunk alone', () => {
    const first = steps(podcast({}, { words: 10_000 }), begin)
    expect(requestFor(first, 1).maxOutputTokens).toBe(1000 + 3 * 400 + 4000)
    expect(requestFor(steps(first.state, answer(1)), 2).maxOutputTokens).toBe(1000 + 3 * 1600)
  })

  test('drafts its first chunk for whichever other is asked for', () => {
    expect(sentBy(steps(podcast({ only: [3] }), begin, answer(1), answer(3)))).toEqual([1, 3])
    expect(sentBy(steps(podcast({ only: [] }), begin))).toEqual([])
  })

  test('asks again for facts that are missing, and for them alone', () => {
    const step = steps(podcast(), begin, answer(1, { fault: 'null' }))
    const request = requestFor(step, 1)
    expect(request.schema?.json).toMatchObject({ required: ['pack'] })
    const { state } = steps(step.state, answer(1))
    expect(partOf(state, 1)).toMatchObject({ status: 'done', attempt: 2 })
  })

  test('in a shorter cut uses the facts of the long one, and searches for nothing', () => {
    const pack = { topic: 'Harbours', facts: [{ fact: 'They silt up.', source_ids: [] }], names: [], sources: [] }
    const step = steps(runWith({ format: 'podcast', cutOf: { pack, words: 300 } }, { capability: searching }), begin)
    expect(requestFor(step, 1)).toMatchObject({ material: { pack, words: 300 } })
    expect(requestFor(step, 1).webSearch).toBeUndefined()
    expect(steps(step.state, answer(1)).state.status).toBe('completed')
  })

  test('marks what its facts do not have', () => {
    const step = steps(podcast(), begin, answer(1), answer(2))
    const end = endOf(step, 2)
    expect(end?.type === 'part-end' && end.chunk?.marks.some(mark => mark.kind === 'source' && mark.quote === '3.5')).toBe(true)
  })
})

describe('prose', () => {
  const planned = (options: Partial<RunOptions> = {}) => steps(prose(options), begin, answer(0)).state

  test('is planned, opened, carried on from its last words and brought to the ending that was asked for', () => {
    const step = steps(prose(), begin, answer(0), answer(1), answer(2), answer(3))
    expect(sentBy(step)).toEqual([0, 1, 2, 3])
    expect(step.state.status).toBe('completed')
    expect(String(requestFor(step, 2).material['before']).split(/\s+/u).length).toBeGreaterThan(150)
    expect(requestFor(step, 3).instructions).toContain('The whole story ends here')
    expect(requestFor(step, 3).material['wishes']).toMatchObject({ ending: 'the lamp goes out' })
    expect(requestFor(step, 2).instructions).not.toContain('ends here')
  })

  test('is written from its outline and the beats around where several chunks are written at once', () => {
    const step = steps(prose({ concurrency: 3 }), begin, answer(0))
    expect(sentBy(step)).toEqual([0, 1, 2, 3])
    expect(requestFor(step, 2).material).toMatchObject({ beat_before: expect.any(String), beat_after: expect.any(String) })
    expect(requestFor(step, 2).material['before']).toBeUndefined()
  })

  test('that is too short is topped up from its last sentence, twice at most, and then stands with a mark', () => {
    const short = answer(1, { fault: 'few', at: 0.2 })
    const step = steps(planned(), short, short, short)
    const [, second] = startsOf(step, 1)
    expect(second).toMatchObject({ keptCharacters: expect.any(Number), budget: { unit: 'word' } })
    expect(partOf(step.state, 1)).toMatchObject({ status: 'done', attempt: 3, topUps: 2 })
    expect(endOf(step, 1)).toMatchObject({ chunk: { target_words: 1000, marks: [{ kind: 'length' }] } })
    expect(step.state.status).toBe('processing')
  })

  test('that is too long stands with a mark', () => {
    const end = endOf(steps(planned(), answer(1, { fault: 'many' })), 1)
    expect(end).toMatchObject({ chunk: { marks: [{ kind: 'length', note: expect.stringContaining('where 1000 were planned') }] } })
  })

  test('that was cut keeps its finished sentences; what is asked for is the rest', () => {
    const stopped = steps(planned(), answer(1, { ending: 'interrupted', at: 0.5 }))
    const kept = partOf(stopped.state, 1).output.chunk
    expect(kept?.text).toMatch(/\.\s+$/u)
    expect(stopped.events.findLast(event => event.type === 'part-failed')).toMatchObject({ keptCharacters: kept?.text.length })
    const again = steps(stopped.state, resume)
    expect(startsOf(again, 1)).toMatchObject([{ keptCharacters: kept?.text.length, budget: { units: 1000 - (kept?.words ?? 0) } }])
    expect(requestFor(again, 1).instructions).toContain('go on with its next sentence')
    const whole = partOf(steps(again.state, answer(1)).state, 1)
    expect(whole.output.chunk?.text.startsWith(kept?.text ?? '?')).toBe(true)
    expect(whole).toMatchObject({ status: 'done', output: { chunk: { marks: [] } } })
  })

  test('that gives no word fails, and says so', () => {
    const nothing = answer(1, { fault: 'nothing' })
    const step = steps(planned(), nothing, nothing, nothing)
    expect(endingOf(step)).toMatchObject([{ status: 'failed', problem: { code: 'story-generation', message: expect.stringContaining('Chunk 1 is still missing') } }])
  })

  test('of a model that can write only little at once is asked for in pieces, none of which is a top-up', () => {
    const small = { ...reasoning, free: true }
    const step = steps(prose({ capability: small }), begin, answer(0), answer(1), answer(1))
    expect(startsOf(step, 1).map(event => event.type === 'part-start' && event.budget.units)).toEqual([666, expect.any(Number)])
    expect(partOf(step.state, 1)).toMatchObject({ status: 'done', topUps: 0 })
    expect(requestFor(steps(prose({ capability: small }), begin, answer(0)), 1).instructions).toContain('do not bring it to a close')
  })
})

describe('a pause between requests', () => {
  test('begins when one ends, and the next leaves when it is over', () => {
    const waiting = steps(prose({ delayMs: 1500 }), begin, answer(0))
    expect(sentBy(waiting)).toEqual([0])
    expect(waiting.effects.at(-1)).toEqual({ type: 'wake', part: 1, attempt: 0, afterMs: 1500 })
    expect(partOf(waiting.state, 1).status).toBe('waiting')
    expect(sentBy(steps(waiting.state, { type: 'due', part: 1, attempt: 0 }))).toEqual([1])
  })

  test('is over for a run that is taken up after a crash', () => {
    const { state } = steps(prose({ delayMs: 1500 }), begin, answer(0))
    expect(sentBy(steps(state, begin))).toEqual([1])
  })

  test('holds nothing up that stops', () => {
    const { state } = steps(prose({ delayMs: 1500 }), begin, answer(0))
    expect(steps(state, { type: 'cancel' }).state.status).toBe('cancelled')
  })
})
