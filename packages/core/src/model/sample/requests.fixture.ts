import { bibleSchema, segmentSchema, type Character } from '@coldopen/script'
import { z } from 'zod'
import { planAnswerSchema, setAnswerSchema } from '../../draft/answer.ts'
import type { ModelEvent, ModelRequest, Outcome } from '../text-model.ts'
import { createSampleModel } from './sample-model.ts'

export const lighthouse = 'A lighthouse keeper finds a letter she wrote in a language she has never learned.'

export const plan = bibleSchema.omit({ generation_info: true }).extend({ characters_roster: z.array(bibleSchema.shape.characters_roster.element.omit({ id: true })) })
export const set = z.object({ segments: z.array(segmentSchema.omit({ segment_id: true, segment_number: true }).required()) })

export type Plan = z.infer<typeof plan>
export type Drafted = z.infer<typeof set>['segments'][number]

/** A character whose wish and flaw can be told from another's. */
export const person = (id: string, name: string, voice: string): Character => ({
  id,
  name,
  physical_appearance: { age: '40', build: 'tall', face: 'kind', clothing: 'grey' },
  personality: { temperament: 'calm', desire: `She wants to see ${name}ville again.`, flaw: `never trusts anyone but ${name}` },
  voice_characteristics: { tone: voice, pace: '', accent: '' },
})

type PlanWishes = { readonly idea: string; readonly total?: number; readonly language?: string; readonly roster?: readonly Character[] }

/** A request for the plan of a movie in sets of ten. */
export const planRequest = ({ idea, total = 20, language, roster }: PlanWishes): ModelRequest => {
  const beats = Math.ceil(total / 10)
  return {
    instructions: 'You plan a feature film.',
    material: { format: 'movie', idea, language, total_segments: total, beats: { from: 1, to: beats, of: beats }, ...(roster && { characters: roster }), adult_story: false },
    schema: { name: 'movie_plan', json: planAnswerSchema({ head: true, roster: !roster, beats }) },
    maxOutputTokens: 16_000,
  }
}

export const rosterOf = (bible: Plan): Character[] => bible.characters_roster.map((sheet, at) => ({ id: `char_${String(at + 1).padStart(3, '0')}`, ...sheet }))

type SetWishes = {
  readonly idea: string
  readonly numbers: readonly number[]
  readonly of: number
  readonly roster: readonly Character[]
  readonly beats?: readonly string[]
  readonly narration?: 'each' | 'first' | 'none'
  readonly more?: { readonly [name: string]: unknown }
}

export const setRequest = (wishes: SetWishes): ModelRequest => {
  const { idea, numbers, of, roster, beats = [], narration = 'each' } = wishes
  return {
    instructions: 'You write scenes of a feature film.',
    material: { format: 'movie', idea, characters: roster, segments: { first: numbers[0], last: numbers.at(-1), of, numbers }, beats, ...wishes.more },
    schema: { name: 'movie_set', json: setAnswerSchema(numbers, { narration, roster }) },
    maxOutputTokens: 16_000,
  }
}

export const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)

export const instant = createSampleModel({ tokensPerSecond: Infinity })

export const eventsOf = async (request: ModelRequest, model = instant, signal: AbortSignal = new AbortController().signal): Promise<ModelEvent[]> => {
  return Array.fromAsync(model.stream(request, signal))
}

export const textOf = (events: readonly ModelEvent[]): string => events.map(event => (event.type === 'text' ? event.text : '')).join('')

export const outcomeOf = (events: readonly ModelEvent[]): Outcome | undefined => {
  const last = events.at(-1)
  return last?.type === 'end' ? last.outcome : undefined
}

/** The text of an answer that must be whole. */
export const answered = async (request: ModelRequest): Promise<string> => {
  const events = await eventsOf(request)
  const outcome = outcomeOf(events)
  if (outcome?.type !== 'completed') throw new Error(`the answer ended as ${outcome?.type}`)
  return textOf(events)
}

export const planFor = async (wishes: PlanWishes): Promise<Plan> => plan.parse({ characters_roster: [], ...JSON.parse(await answered(planRequest(wishes))) })

export const segmentsFor = async (wishes: SetWishes): Promise<Drafted[]> => set.parse(JSON.parse(await answered(setRequest(wishes)))).segments
