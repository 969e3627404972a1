import { ColdopenError, kindOf, modelName, totalsOf, usedPerUnit, type PartState, type RunEvent, type RunState, type Totals } from '@coldopen/core'
import type { Store } from '../src/store.ts'
import { memoryAllowances, memoryInputs } from './memory-inputs.ts'
import { memoryUsers } from './memory-users.ts'

/** The store as its contract says it, in the plainest way: what the others are compared with. */
export const memoryStore = (): Store => {
  const kept = new Map<string, Run>()
  let closed = false
  const { inputs, take } = memoryInputs(run => kept.has(run))
  const runs = (): Map<string, Run> => {
    if (closed) throw new ColdopenError('storage', 'closed')
    return kept
  }
  const known = (id: string): Run => {
    const run = runs().get(id)
    if (run === undefined) throw new ColdopenError('not-found', 'no such run')
    return run
  }
  const newestFirst = () => [...runs().keys()].toReversed()
  return {
    create: async (run, state, now) => {
      const { id, owner } = typeof run === 'string' ? { id: run, owner: null } : run
      if (!/^[\w.:-]{1,128}$/.test(id)) throw new ColdopenError('invalid-input', 'bad id')
      if (runs().has(id)) throw new ColdopenError('conflict', 'exists')
      const { parts, ...rest } = structuredClone(state)
      const numbered = new Map(parts.map(part => [part.number, part]))
      const at = now.toISOString()
      const doneAt = new Map(parts.flatMap(part => (part.status === 'done' ? [[part.number, at] as const] : [])))
      runs().set(id, { owner, state: rest, parts: numbered, doneAt, bible: rest.bible, epoch: 0, lastSeq: 0, events: [], createdAt: at, updatedAt: at, totals: totalsOf(state) })
    },
    load: async id => {
      const run = runs().get(id)
      return run && { ...run.state, parts: [...run.parts.values()].toSorted((a, b) => a.number - b.number) }
    },
    summary: async id => {
      const run = runs().get(id)
      return run && summaryOf(id, run)
    },
    partsDoneAt: async id => new Map(runs().get(id)?.doneAt),
    list: async query => {
      const ids = newestFirst()
      const isSeen = (id: string): boolean => [undefined, known(id).owner].includes(query.owner)
      if (query.before !== undefined && !isSeen(query.before)) throw new ColdopenError('not-found', 'no such run')
      const rest = query.before === undefined ? ids : ids.slice(ids.indexOf(query.before) + 1)
      return rest
        .filter(isSeen)
        .map(id => summaryOf(id, known(id)))
        .filter(run => query.status?.includes(run.status) ?? true)
        .filter(run => query.kind?.includes(run.kind) ?? true)
        .filter(run => query.format === undefined || run.format === query.format)
        .filter(run => query.of === undefined || run.of === query.of)
        .filter(run => query.since === undefined || run.createdAt >= query.since.toISOString())
        .filter(run => query.until === undefined || run.createdAt < query.until.toISOString())
        .filter(run => query.text === undefined || run.title.normalize('NFC').toLowerCase().includes(query.text.normalize('NFC').toLowerCase()))
        .slice(0, Math.max(0, query.limit))
    },
    ownerOf: async id => runs().get(id)?.owner,
    counts: async owner => {
      const counted = [...runs().values()].filter(run => owner === undefined || run.owner === owner)
      return new Map(Map.groupBy(counted, run => run.state.status).entries().map(([status, of]) => [status, of.length]))
    },
    unfinished: async () => [...runs()].filter(([, run]) => ['pending', 'processing'].includes(run.state.status)).map(([id]) => id),
    claim: async id => ++known(id).epoch,
    commit: async (id, epoch, change, now) => {
      const run = known(id)
      if (run.epoch !== epoch) throw new ColdopenError('conflict', 'taken over')
      const { run: state, parts = [], events = [], after = run.lastSeq } = structuredClone(change)
      const isStored = events.length > 0 && run.lastSeq === after + events.length
      if (isStored) return events.map((happening, index): RunEvent => ({ ...happening, run: id, seq: after + 1 + index }))
      if (run.lastSeq !== after) throw new ColdopenError('conflict', 'another change came between')
      take(id, change.taken ?? [])
      if (state !== undefined) {
        run.state = state
        run.bible = state.bible ?? run.bible
      }
      for (const part of parts) {
        if (part.status !== 'done') run.doneAt.delete(part.number)
        else if (run.parts.get(part.number)?.status !== 'done') run.doneAt.set(part.number, now.toISOString())
        run.parts.set(part.number, part)
      }
      run.totals = change.totals ?? run.totals
      run.updatedAt = now.toISOString()
      return events.map(happening => append(run, { ...happening, run: id, seq: ++run.lastSeq }))
    },
    events: async (id, after, limit) =>
      (runs().get(id)?.events ?? [])
        .filter(event => event.seq > after)
        .slice(0, Math.max(0, limit))
        .map(event => withOutput(known(id), event)),
    tokensPerUnit: async query => {
      const counted = [...runs().values()].filter(run => run.state.brief.format === query.format && modelName(run.state.options.model) === query.model)
      const doneOf = (run: Run) => [...run.parts.values()].filter(part => part.number > 0 && part.status === 'done')
      return counted.flatMap(run => doneOf(run).flatMap(part => usedPerUnit(run.state.brief, part) ?? []))
    },
    remove: async (given, only) => {
      const ids = [given].flat()
      for (const { state } of ids.map(known)) if (only && !only.includes(state.status)) throw new ColdopenError('conflict', 'in another status')
      for (const id of ids) runs().delete(id)
    },
    users: memoryUsers(),
    inputs,
    allowances: memoryAllowances(),
    close: async () => {
      closed = true
    },
  }
}

type Run = {
  owner: string | null
  state: Omit<RunState, 'parts'>
  parts: Map<number, PartState>
  doneAt: Map<number, string>
  /** The last bible there was. */
  bible: RunState['bible']
  epoch: number
  lastSeq: number
  events: RunEvent[]
  createdAt: string
  updatedAt: string
  totals: Totals
}

const deltas: readonly string[] = ['plan-delta', 'part-waiting', 'segment-start', 'segment-delta', 'segment-end', 'chunk-delta', 'pack-end']

const append = (run: Run, event: RunEvent): RunEvent => {
  if (event.type === 'progress') run.events = run.events.filter(other => other.type !== 'progress')
  if (event.type === 'part-end' || event.type === 'plan-end') {
    run.events = run.events.filter(other => !(deltas.includes(other.type) && 'part' in other && other.part === event.part))
  }
  run.events.push(event)
  return event
}

const withOutput = (run: Run, event: RunEvent): RunEvent => {
  if (event.type === 'plan-end') return { ...event, bible: run.bible ?? event.bible }
  if (event.type !== 'part-end') return event
  const output = run.parts.get(event.part)?.output
  if (output === undefined) return event
  const { segments, chunk, pack } = output
  const { chunk: _, pack: __, ...rest } = event
  return { ...rest, segments: [...segments], ...(chunk && { chunk }), ...(pack && { pack }) }
}

const summaryOf = (id: string, run: Run) => {
  const { status, paused, problem, usage, bible, brief } = run.state
  const parts = [...run.parts.values()].filter(part => part.number > 0)
  return {
    id,
    format: brief.format,
    title: bible?.title ?? brief.idea,
    status,
    ...(paused && { paused }),
    ...(problem && { problem }),
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    partsDone: parts.filter(part => part.status === 'done').length,
    parts: parts.length,
    usage,
    lastSeq: run.lastSeq,
    kind: kindOf(run.state.options.revision),
    ...(run.state.options.revision && { of: run.state.options.revision.of }),
    totals: run.totals,
  }
}
