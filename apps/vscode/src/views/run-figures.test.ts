import type { RunEvent } from '@coldopen/client'
import { describe, expect, it } from 'vitest'
import { planOf } from '../script-files/script.fixture.ts'
import { figuresOf, isGoing, shareOf, takeFigures, takeRun, type RunFigures, type RunSummary } from './run-figures.ts'

const usage = { requests: 1, inputTokens: 900, outputTokens: 4000, cost: 0.02 }
const budget = { maxOutputTokens: 8000, units: 10, unit: 'segment' as const }
const problem = { code: 'model-stalled' as const, message: 'It fell silent.' }

const newFigures = (): RunFigures => ({
  id: 'run_1',
  title: '',
  format: 'movie',
  status: 'pending',
  paused: undefined,
  problem: undefined,
  partsDone: 0,
  parts: 0,
  unitsDone: undefined,
  unitsTotal: undefined,
  part: 0,
  usage: { ...usage, requests: 0, cost: 0 },
  seq: 0,
  details: new Map(),
})

const summaryOf = (changes: Partial<RunSummary>): RunSummary => ({
  id: 'run_1',
  format: 'movie',
  title: 'The Light',
  status: 'processing',
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
  partsDone: 0,
  parts: 2,
  usage,
  lastSeq: 5,
  kind: 'script',
  ...changes,
})

const partOf = (number: number, status: string) => ({ number, status, attempt: 1, mayBeCharged: false, segments: [], usage, locked: [], edited: [] })

const told: readonly RunEvent[] = [
  { run: 'run_1', seq: 1, type: 'run-start', format: 'movie', model: 'sample/sample', sample: true, totalUnits: 20, parts: 2, resumed: false },
  { run: 'run_1', seq: 2, type: 'part-start', part: 1, attempt: 1, budget, asked: [1, 2], kept: [] },
  { run: 'run_1', seq: 3, type: 'segment-end', part: 1, attempt: 1, segment: 1 },
  { run: 'run_1', seq: 4, type: 'progress', unitsDone: 5, unitsTotal: 20, partsDone: 0, characters: 10, words: 2, usage, elapsed: 1 },
  { run: 'run_1', seq: 5, type: 'part-failed', part: 1, attempt: 1, problem, kept: [1], mayBeCharged: true },
  { run: 'run_1', seq: 6, type: 'run-end', status: 'failed', problem, usage },
]

describe('the figures of a run', () => {
  it('follow its events: how far it is, what each part has come to, and why it stopped', () => {
    const run = newFigures()
    for (const event of told.slice(0, 4)) expect(takeFigures(run, event)).toBe(true)
    expect([shareOf(run), isGoing(run), run.part, run.usage.cost]).toEqual([0.25, true, 1, 0.02])
    expect(run.details?.get(1)).toMatchObject({ status: 'writing', units: 1 })
    for (const event of told.slice(4)) takeFigures(run, event)
    expect([run.status, run.problem, isGoing(run)]).toEqual(['failed', 'It fell silent.', false])
    expect(run.details?.get(1)).toMatchObject({ status: 'failed', units: 1, mayBeCharged: true })
  })

  it('tell of a part that waits, until it goes on or its request leaves', () => {
    const run = newFigures()
    const waiting = (seq: number, forMs: number): RunEvent => ({ run: 'run_1', seq, type: 'part-waiting', part: 1, attempt: 1, reason: 'room', forMs })
    const again: RunEvent = { run: 'run_1', seq: 6, type: 'part-start', part: 1, attempt: 2, budget, asked: [2], kept: [1] }
    const seen = [...told.slice(0, 2), waiting(3, 20_000), waiting(4, 0), waiting(5, 500), again].map(event => {
      takeFigures(run, event)
      return run.details?.get(1)?.status
    })
    expect(seen).toEqual([undefined, 'writing', 'waiting', 'writing', 'waiting', 'writing'])
  })

  it('take each event once, and none of another run', () => {
    const run = newFigures()
    for (const event of told) takeFigures(run, event)
    const before = structuredClone(run)
    for (const event of told) expect(takeFigures(run, event)).toBe(false)
    expect(takeFigures(run, { run: 'run_2', seq: 99, type: 'run-end', status: 'completed', usage })).toBe(false)
    expect(run).toEqual(before)
  })

  it('have the parts of the plan, when the run was listed before there was one', () => {
    const run = newFigures()
    takeFigures(run, { run: 'run_1', seq: 1, type: 'plan-end', part: 0, attempt: 1, bible: planOf(7, 2), usage })
    expect([run.parts, run.title]).toEqual([4, 'The Light'])
  })

  it('tell of a run that is listed in the middle which part is written: the first that is not done', () => {
    const partAt = (partsDone: number, parts: number): number => figuresOf(summaryOf({ partsDone, parts })).part
    expect([partAt(0, 0), partAt(0, 12), partAt(5, 12), partAt(12, 12)]).toEqual([0, 1, 6, 12])
  })

  it('take in all that is newer when the parts are asked for: also that the run has ended', () => {
    const run = newFigures()
    for (const event of told.slice(0, 4)) takeFigures(run, event)
    const end: RunEvent = { run: 'run_1', seq: 9, type: 'run-end', status: 'completed', usage }
    expect(takeRun(run, { summary: summaryOf({ status: 'completed', partsDone: 2, lastSeq: 9 }), parts: [partOf(0, 'done'), partOf(1, 'done'), partOf(2, 'done')] })).toBe(true)
    expect(takeFigures(run, end)).toBe(false)
    expect([run.status, isGoing(run), shareOf(run), run.seq]).toEqual(['completed', false, 1, 9])
    expect(Array.from(run.details ?? [], ([, part]) => part.status)).toEqual(['done', 'done', 'done'])
  })

  it('take in no parts that are older than they are', () => {
    const run: RunFigures = { ...newFigures(), details: undefined }
    for (const event of told.slice(0, 4)) takeFigures(run, event)
    expect(takeRun(run, { summary: summaryOf({ lastSeq: 3 }), parts: [partOf(0, 'done'), partOf(1, 'pending')] })).toBe(false)
    expect([run.seq, run.details]).toEqual([4, undefined])
    expect(takeRun(run, { summary: summaryOf({ lastSeq: 4 }), parts: [partOf(0, 'done'), partOf(1, 'open')] })).toBe(true)
    expect([run.unitsDone, run.details?.get(1)?.status]).toEqual([5, 'writing'])
  })

  it('are whole when the run is', () => {
    const run = newFigures()
    takeFigures(run, { run: 'run_1', seq: 1, type: 'run-end', status: 'completed', usage })
    expect(shareOf(run)).toBe(1)
  })
})
