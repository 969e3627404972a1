import type { Coldopen, RunEvent, RunStatus, Usage } from '@coldopen/client'

type Runs = Coldopen['api']['runs']

/** A run as the server sums it up. */
export type RunSummary = Awaited<ReturnType<Runs['list']['query']>>['runs'][number]

/** A run as the server tells it whole. */
type WholeRun = Pick<Awaited<ReturnType<Runs['get']['query']>>, 'summary' | 'parts'>

type RunEnd = Extract<RunEvent, { type: 'run-end' }>

export type PartStatus = 'pending' | 'waiting' | 'writing' | 'done' | 'failed'

/** One request of a run, as the view of runs shows it. Part 0 is the plan. */
export type PartFigures = { readonly number: number; status: PartStatus; units: number; attempt: number; usage: Usage | undefined; problem: string | undefined; mayBeCharged: boolean }

/** A run, as the view of runs shows it. It changes in place. */
export type RunFigures = {
  readonly id: string
  title: string
  readonly format: string
  status: RunStatus
  paused: RunEnd['paused']
  problem: string | undefined
  partsDone: number
  parts: number
  unitsDone: number | undefined
  unitsTotal: number | undefined
  /** The part that was begun last. */
  part: number
  usage: Usage
  /** The last event that is in here. */
  seq: number
  /** Known once somebody has looked at them. */
  details: Map<number, PartFigures> | undefined
}

const isChunked = (run: RunFigures): boolean => run.format === 'podcast' || run.format === 'prose'

const partOf = (run: RunFigures, number: number): PartFigures => {
  const known = run.details?.get(number)
  if (known) return known
  const part: PartFigures = { number, status: 'pending', units: 0, attempt: 0, usage: undefined, problem: undefined, mayBeCharged: false }
  run.details?.set(number, part)
  return part
}

/** The figures of a run that nobody has followed yet: the part that is written is the first that is not done, as far as one can tell. */
export const figuresOf = (summary: RunSummary): RunFigures => ({
  id: summary.id,
  title: summary.title,
  format: summary.format,
  status: summary.status,
  paused: summary.paused,
  problem: summary.problem?.message,
  partsDone: summary.partsDone,
  parts: summary.parts,
  unitsDone: summary.totals?.unitsDone,
  unitsTotal: summary.totals?.unitsTotal,
  part: Math.min(summary.parts, summary.partsDone + 1),
  usage: summary.usage,
  seq: summary.lastSeq,
  details: undefined,
})

const statusOf = (status: string): PartStatus => {
  if (status === 'done' || status === 'failed') return status
  if (status === 'waiting' || status === 'queued') return 'waiting'
  return status === 'requested' || status === 'open' ? 'writing' : 'pending'
}

/**
 * Takes in a run with its parts, and all of the summary where that is newer. False when the figures are newer: then their events
 * are not in the parts, which have to be asked for again.
 */
export const takeRun = (run: RunFigures, { summary, parts }: WholeRun): boolean => {
  if (summary.lastSeq < run.seq) return false
  if (summary.lastSeq > run.seq) Object.assign(run, figuresOf(summary))
  run.details = new Map(
    parts.map(({ number, status, segments, chunk, attempt, usage, mayBeCharged }) => {
      return [number, { number, status: statusOf(status), units: chunk?.words ?? segments.length, attempt, usage, problem: undefined, mayBeCharged }]
    }),
  )
  return true
}

/** Folds an event into the figures. Answers whether what is shown is other than before. */
export const takeFigures = (run: RunFigures, event: RunEvent): boolean => {
  if (event.run !== run.id || event.seq <= run.seq) return false
  run.seq = event.seq
  switch (event.type) {
    case 'run-start':
      run.status = 'processing'
      ;[run.parts, run.unitsTotal, run.paused, run.problem] = [event.parts, event.totalUnits, undefined, undefined]
      return true
    case 'plan-start':
    case 'part-start':
      run.part = event.part
      Object.assign(partOf(run, event.part), { status: 'writing', attempt: event.attempt, problem: undefined })
      return true
    case 'part-waiting':
      Object.assign(partOf(run, event.part), { status: event.forMs > 0 ? 'waiting' : 'writing' })
      return true
    case 'plan-end':
      run.title = event.bible.title
      // A run that was listed before its plan was done had no parts yet.
      run.parts ||= isChunked(run) ? event.bible.generation_info.total_segments : event.bible.story_outline.length
      Object.assign(partOf(run, 0), { status: 'done', usage: event.usage })
      return true
    case 'segment-end':
      partOf(run, event.part).units++
      return true
    case 'part-end':
      run.partsDone = Math.min(run.parts, run.partsDone + 1)
      Object.assign(partOf(run, event.part), { status: 'done', units: event.chunk?.words ?? event.segments.length, usage: event.usage })
      return true
    case 'part-failed':
      Object.assign(partOf(run, event.part), { status: 'failed', units: event.kept.length, problem: event.problem.message, mayBeCharged: event.mayBeCharged })
      return true
    case 'progress':
      ;[run.unitsDone, run.unitsTotal, run.partsDone, run.usage] = [event.unitsDone, event.unitsTotal, event.partsDone, event.usage]
      return true
    case 'run-end':
      ;[run.status, run.paused, run.problem, run.usage] = [event.status, event.paused, event.problem?.message, event.usage]
      return true
    default:
      return false
  }
}

/** How much of a run is done, from 0 to 1. */
export const shareOf = (run: RunFigures): number => {
  if (run.status === 'completed') return 1
  const [done, all] = run.unitsDone !== undefined && run.unitsTotal ? [run.unitsDone, run.unitsTotal] : [run.partsDone, run.parts]
  return all > 0 ? Math.min(1, done / all) : 0
}

/** What one part of the run is called. */
export const partKind = (run: RunFigures): 'chunk' | 'set' => (isChunked(run) ? 'chunk' : 'set')
export const isGoing = (run: RunFigures): boolean => run.status === 'processing' || run.status === 'pending'
