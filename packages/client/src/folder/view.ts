import type { Budget, Happening, PauseReason, Problem, RunEvent, RunStatus, Usage } from '@coldopen/core/protocol'
import type { Bible, CanonicalPack, Chunk, Segment } from '@coldopen/script'
import { addToSegment, emptySegment } from './segment-text.ts'

export type RunStart = Extract<Happening, { type: 'run-start' }>
export type Progress = Extract<Happening, { type: 'progress' }>

/** A piece of the bible while it is being written, under its place in the bible: `title`, `story_outline/3`. */
export type PlanText = { readonly attempt: number; text: string }

/** Part 0 is the plan. */
export type PartView = {
  readonly number: number
  status: 'writing' | 'done' | 'failed'
  attempt: number
  budget?: Budget
  /** The numbers that the latest request asks for. */
  asked: readonly number[]
  /** Numbers of the segments that are shown, in the order in which they came. */
  readonly shown: Set<number>
  /** Prose so far, of a part that is a chunk and still being written. */
  text?: string
  /** The chunk itself, once it is done. */
  chunk?: Chunk
  usage?: Usage
  problem?: Problem
  mayBeCharged: boolean
  /** The attempt that writes again what is done: what is shown stands until that ends. */
  again?: number
}

export type SegmentView = {
  readonly part: number
  readonly attempt: number
  /** False while text is still to come. */
  finished: boolean
  /** Text so far; the whole segment once it is finished. */
  readonly segment: Segment
}

/** What a client shows of a run. It belongs to whoever folds events into it, and changes in place. */
export type View = {
  run?: string
  /** Number of the last event that is in here. */
  seq: number
  start?: RunStart
  status: RunStatus
  paused?: PauseReason
  problem?: Problem
  /** The bible while it is being written; empty once it stands. */
  readonly planText: Map<string, PlanText>
  bible?: Bible
  /** The facts that a script's first chunk established. */
  pack?: CanonicalPack
  readonly parts: Map<number, PartView>
  readonly segments: Map<number, SegmentView>
  progress?: Progress
  usage: Usage
}

export const createView = (): View => ({
  seq: 0,
  status: 'pending',
  planText: new Map(),
  parts: new Map(),
  segments: new Map(),
  usage: { requests: 0, inputTokens: 0, outputTokens: 0, cost: 0 },
})

/** The segments that are shown, in the order of their numbers. */
export const segmentsInOrder = (view: View): SegmentView[] => {
  return [...view.segments.values()].toSorted((a, b) => a.segment.segment_number - b.segment.segment_number)
}

/**
 * Folds one event into the view, in time that does not grow with the script. Answers false for an event that is already in
 * it, so that what is delivered twice changes nothing.
 */
export const applyEvent = (view: View, event: RunEvent): boolean => {
  if (event.seq <= view.seq) return false
  view.seq = event.seq
  view.run ??= event.run
  fold(view, event)
  return true
}

const partOf = (view: View, number: number): PartView => {
  const known = view.parts.get(number)
  if (known) return known
  const part: PartView = { number, status: 'writing', attempt: 0, asked: [], shown: new Set(), mayBeCharged: false }
  view.parts.set(number, part)
  return part
}

const drop = (view: View, part: PartView, number: number): void => {
  part.shown.delete(number)
  view.segments.delete(number)
}

const show = (view: View, part: PartView, segment: SegmentView): SegmentView => {
  const number = segment.segment.segment_number
  part.shown.add(number)
  view.segments.set(number, segment)
  return segment
}

/** The segment that a delta belongs to, or undefined when the delta is of an attempt that is over. */
const segmentAt = (view: View, event: { part: number; attempt: number; segment: number }): SegmentView | undefined => {
  const part = partOf(view, event.part)
  if (event.attempt < part.attempt) return undefined
  const known = view.segments.get(event.segment)
  if (known?.attempt === event.attempt) return known
  return show(view, part, { part: event.part, attempt: event.attempt, finished: false, segment: emptySegment(event.segment) })
}

/** Whether an event is of an attempt that writes again what is done, and shows nothing before it ends. */
export const isHidden = (view: View, event: RunEvent): boolean => {
  if (event.type === 'part-start') return event.again === true
  const shows = event.type === 'segment-start' || event.type === 'segment-delta' || event.type === 'segment-end' || event.type === 'chunk-delta'
  return shows && view.parts.get(event.part)?.again === event.attempt
}

const begin = (part: PartView, event: { attempt: number; budget: Budget }): void => {
  delete part.again
  part.status = 'writing'
  part.attempt = event.attempt
  part.budget = event.budget
  delete part.problem
  delete part.text
}

const finish = (part: PartView, event: { attempt: number; usage: Usage }): void => {
  part.status = 'done'
  part.attempt = event.attempt
  delete part.again
  part.usage = event.usage
  delete part.problem
  delete part.text
}

const fold = (view: View, event: RunEvent): void => {
  if (event.type === 'part-start' && event.again) {
    const part = partOf(view, event.part)
    part.attempt = event.attempt
    part.again = event.attempt
    delete part.problem
    return
  }
  if (isHidden(view, event)) return
  switch (event.type) {
    case 'run-start': {
      const { run: _, seq: __, ...start } = event
      view.start = start
      view.status = 'processing'
      delete view.paused
      delete view.problem
      return
    }
    case 'plan-start':
      begin(partOf(view, event.part), event)
      return
    case 'plan-delta': {
      const place = event.path.join('/')
      const known = view.planText.get(place)
      if (known?.attempt === event.attempt) known.text += event.text
      else view.planText.set(place, { attempt: event.attempt, text: event.text })
      return
    }
    case 'plan-end':
      finish(partOf(view, event.part), event)
      view.planText.clear()
      view.bible = event.bible
      return
    case 'part-start': {
      const part = partOf(view, event.part)
      const text = part.text?.slice(0, event.keptCharacters ?? 0)
      begin(part, event)
      if (text) part.text = text
      part.asked = event.asked
      for (const number of part.shown) {
        const segment = view.segments.get(number)
        if (segment && event.kept.includes(number)) segment.finished = true
        else drop(view, part, number)
      }
      return
    }
    case 'segment-start':
      segmentAt(view, event)
      return
    case 'segment-delta': {
      const shown = segmentAt(view, event)
      if (shown) addToSegment(shown.segment, event.path, event.text)
      return
    }
    case 'segment-end': {
      const shown = segmentAt(view, event)
      if (shown) shown.finished = true
      return
    }
    case 'chunk-delta': {
      const part = partOf(view, event.part)
      if (event.attempt >= part.attempt) part.text = (part.text ?? '') + event.text
      return
    }
    case 'pack-end':
      view.pack = event.pack
      return
    case 'part-end': {
      const part = partOf(view, event.part)
      finish(part, event)
      if (event.chunk) part.chunk = event.chunk
      if (event.pack) view.pack = event.pack
      for (const number of part.shown) drop(view, part, number)
      for (const segment of event.segments) show(view, part, { part: event.part, attempt: event.attempt, finished: true, segment })
      return
    }
    case 'part-failed': {
      const part = partOf(view, event.part)
      if (part.again !== event.attempt) part.status = 'failed'
      part.attempt = event.attempt
      part.problem = event.problem
      part.mayBeCharged = event.mayBeCharged
      return
    }
    case 'progress': {
      const { run: _, seq: __, ...progress } = event
      view.progress = progress
      view.usage = event.usage
      return
    }
    case 'run-end':
      view.status = event.status
      view.usage = event.usage
      delete view.paused
      delete view.problem
      if (event.paused) view.paused = event.paused
      if (event.problem) view.problem = event.problem
      return
  }
}
