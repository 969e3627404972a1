import { segmentId } from '@coldopen/script'
import type { Happening, RunEvent } from '../../src/events.ts'
import { draftPart, type PartProgress } from '../../src/draft/draft-part.ts'
import { layoutOf } from '../../src/draft/layout.ts'
import type { Reading } from '../../src/draft/reader.ts'
import { readerFor } from '../../src/draft/request.ts'
import { advance } from '../../src/draft/run.ts'
import type { PartOutput, RunOptions, RunState } from '../../src/draft/run-state.ts'
import { add } from '../../src/draft/spending.ts'
import { salvage } from '../../src/draft/salvage.ts'
import type { Effect, RunInput, Step } from '../../src/draft/step.ts'
import type { TokenUsage } from '../../src/model/text-model.ts'
import { play, scriptedModel, type Behaviour } from './behaviour.ts'

/** What may happen to a run, beside what its model does. `which` chooses among the requests under way. */
export type Act =
  | { readonly do: 'read'; readonly which: number; readonly flush: boolean }
  | { readonly do: 'due'; readonly which: number }
  /** The process dies: now, in the next step before it is committed, or after that and before its effects. `again`: and so does the one that takes the run up. */
  | { readonly do: 'crash'; readonly when: 'now' | 'before the commit' | 'before the effects'; readonly again: boolean }
  | { readonly do: 'pause' }
  | { readonly do: 'cancel' }
  | { readonly do: 'resume'; readonly raise: number; readonly concurrency?: number | undefined }
  /** What the writer says of parts and units, and of the bible. */
  | { readonly do: 'retry'; readonly which: number; readonly missingOnly: boolean }
  | { readonly do: 'lock'; readonly which: number; readonly locked: boolean }
  | { readonly do: 'edit'; readonly which: number }
  | { readonly do: 'bible'; readonly which: number }
  /** Something that comes too early, or of an attempt which is over. */
  | { readonly do: 'late'; readonly which: number }

/** A request under way. `undisturbed` is what its answer would give if nothing cut it. */
export type Live = {
  readonly part: number
  readonly attempt: number
  readonly progress: AsyncGenerator<PartProgress>
  readonly abort: AbortController
  readonly undisturbed: Reading
  /** What the provider charges once the request has left. */
  readonly spent: TokenUsage
}

/** A step that was committed, and what it came from. */
export type Taken = { readonly before: RunState; readonly input: RunInput; readonly step: Step }

export type World = {
  /** What the store has. */
  state: RunState
  readonly journal: RunEvent[]
  /** What the process has in memory, and a crash loses. */
  readonly live: Map<number, Live>
  /** The attempt that each part waits after. */
  readonly timers: Map<number, number>
  buffer: Happening[]
  /** What the provider charges for, told or not. */
  charged: TokenUsage
  behaviours: readonly Behaviour[]
  sent: number
}

/** What looks on: after each step that was committed, and before a run is taken up again. */
export type Witness = {
  readonly told: (before: RunState, step: Step) => void
  readonly taken: (world: World, taken: Taken) => void
  readonly found: (world: World, found: ReadonlyMap<number, PartOutput>, dead: ReadonlyMap<number, Live>) => void
}

const now = '2026-11-15T20:00:00.000Z'
const chosen = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(1, from.length)]

const dead: unique symbol = Symbol('the process died')

export const createWorld = (state: RunState, behaviours: readonly Behaviour[]): World => ({
  state,
  journal: [],
  live: new Map(),
  timers: new Map(),
  buffer: [],
  charged: { inputTokens: 0, outputTokens: 0 },
  behaviours,
  sent: 0,
})

/** A server that carries a run out, over a store that keeps what is committed and a process that may die. */
export const simulate = (world: World, witness: Witness) => {
  let fate: 'now' | 'before the commit' | 'before the effects' | undefined
  let again = false

  const record = (events: readonly Happening[]): void => {
    for (const event of events) world.journal.push({ ...structuredClone(event), run: 'run', seq: world.journal.length + 1 })
  }

  const flush = (): void => {
    record(world.buffer)
    world.buffer = []
  }

  const send = (effect: Extract<Effect, { type: 'send' }>): void => {
    const asked = world.state.parts[effect.part]
    const behaviour = world.behaviours[world.sent % world.behaviours.length]
    if (!asked || !behaviour) throw new Error('nothing to send')
    const played = play(effect.request, behaviour, ++world.sent)
    if (!behaviour.waits) world.charged = add(world.charged, played.spent)
    const alone = readerFor(world.state, asked)
    alone.push(played.text)
    const abort = new AbortController()
    const job = { request: effect.request, reader: readerFor(world.state, asked), signal: abort.signal }
    const progress = draftPart(scriptedModel(played, behaviour), job)
    world.live.set(effect.part, { part: effect.part, attempt: effect.attempt, progress, abort, undisturbed: alone.finish(), spent: played.spent })
  }

  const carryOut = (effect: Effect): void => {
    if (effect.type === 'send') send(effect)
    if (effect.type === 'abort') world.live.get(effect.part)?.abort.abort()
    if (effect.type === 'wake') world.timers.set(effect.part, effect.attempt)
  }

  /** One step: committed whole with what has arrived, or lost whole. */
  const submit = (input: RunInput): typeof dead | undefined => {
    const step = advance(world.state, input)
    witness.told(world.state, step)
    if (step.refused) return undefined
    if (fate === 'before the commit') return dead
    const before = world.state
    world.state = step.state
    flush()
    record(step.events)
    witness.taken(world, { before, input, step })
    if (fate === 'before the effects') return dead
    for (const effect of step.effects) carryOut(effect)
    return undefined
  }

  /** A request waits before it leaves, or has waited. */
  const wait = (live: Live, said: Extract<PartProgress, { type: 'queued' | 'leaving' }>): typeof dead | undefined => {
    const { part, attempt } = live
    if (said.type === 'queued') return submit({ ...said, part, attempt })
    if (submit({ type: 'leaves', part, attempt }) === dead) return dead
    const asked = world.state.parts[part]
    if (!asked) throw new Error('nothing to send')
    if (asked.status === 'requested') {
      world.charged = add(world.charged, live.spent)
      return undefined
    }
    world.live.delete(part)
    return submit({ type: 'ended', now, part, attempt, ...readerFor(world.state, asked).finish(), outcome: { type: 'aborted' } })
  }

  const read = async (live: Live, flushing: boolean): Promise<typeof dead | undefined> => {
    const next = await live.progress.next()
    if (next.done) throw new Error('an answer ended without saying so')
    const { part, attempt } = live
    const said = next.value
    if (said.type === 'queued' || said.type === 'leaving') return wait(live, said)
    if (said.type === 'created') return submit({ type: 'created', part, attempt, responseId: said.responseId })
    if (said.type === 'events') {
      world.buffer.push(...said.events)
      if (flushing) flush()
      return undefined
    }
    world.live.delete(part)
    const { output, faults, outcome } = said
    return submit({ type: 'ended', now, part, attempt, output, faults, outcome })
  }

  /** The process is gone; another one finds the run as it was last committed. */
  const takeUp = (): void => {
    fate = again ? 'before the effects' : undefined
    again = false
    const lost = new Map(world.live)
    world.live.clear()
    world.timers.clear()
    world.buffer = []
    if (world.state.status !== 'pending' && world.state.status !== 'processing') return
    const found = salvage(world.state, world.journal)
    witness.found(world, found, lost)
    if (submit({ type: 'begin', now, found }) === dead) takeUp()
  }

  const resumed = (act: Extract<Act, { do: 'resume' }>): Partial<RunOptions> => {
    const { maxTokens, maxCost } = world.state.options
    return {
      ...(maxTokens !== undefined && { maxTokens: maxTokens + Math.floor(act.raise * 100_000) }),
      ...(maxCost !== undefined && { maxCost: maxCost + act.raise }),
      ...(act.concurrency !== undefined && { concurrency: act.concurrency }),
    }
  }

  const late = (which: number): RunInput => {
    const part = world.state.parts[which % world.state.parts.length]
    if (!part) throw new Error('no parts')
    const over = { part: part.number, attempt: part.attempt - (world.live.has(part.number) ? 1 : 0) }
    const problem = { code: 'model-connection', message: 'late' } as const
    if (which % 3 === 0) return { type: 'due', part: part.number, attempt: part.attempt - 1 }
    if (which % 3 === 1) return { type: 'created', part: part.number, attempt: part.attempt - 1, responseId: 'late' }
    return { type: 'ended', now, ...over, output: { segments: [] }, faults: [], outcome: { type: 'interrupted', problem } }
  }

  /** A unit of the script, finished or not, or just beyond its end. */
  const unit = (which: number): number => 1 + (which % (layoutOf(world.state.brief).total + 1))

  const edited = (which: number): RunInput => {
    const number = unit(which)
    if (layoutOf(world.state.brief).chunks) return { type: 'edit', chunk: { number, text: `The writer's ${which}.` } }
    return { type: 'edit', segments: [{ segment_id: segmentId(number), segment_number: number, title: 'Mine', setting: 'Here', action: `The writer's ${which}.` }] }
  }

  const changedBible = (which: number): RunInput | undefined => {
    const { bible } = world.state
    if (!bible) return undefined
    const beat = which % bible.story_outline.length
    return { type: 'bible', bible: { ...bible, title: `Title ${which}`, story_outline: bible.story_outline.with(beat, which % 5 === 0 ? '…' : `Beat ${which}.`) } }
  }

  const perform = async (act: Act): Promise<typeof dead | undefined> => {
    switch (act.do) {
      case 'read': {
        const live = chosen([...world.live.values()], act.which)
        return live && (await read(live, act.flush))
      }
      case 'due': {
        const timer = chosen([...world.timers], act.which)
        if (timer === undefined) return undefined
        const [part, attempt] = timer
        world.timers.delete(part)
        return submit({ type: 'due', part, attempt })
      }
      case 'crash':
        fate = act.when
        again = act.again
        return fate === 'now' ? dead : undefined
      case 'pause':
        return submit({ type: 'pause', reason: 'user', problem: { code: 'cancelled', message: 'The writer paused the run.' } })
      case 'cancel':
        return submit({ type: 'cancel' })
      case 'retry':
        return submit({ type: 'retry', part: act.which % (world.state.parts.length + 1), missingOnly: act.missingOnly })
      case 'lock':
        return submit({ type: 'lock', number: unit(act.which), locked: act.locked })
      case 'edit':
        return submit(edited(act.which))
      case 'bible': {
        const input = changedBible(act.which)
        return input && submit(input)
      }
      case 'resume':
        return submit({ type: 'resume', options: resumed(act) })
      default:
        return submit(late(act.which))
    }
  }

  return {
    begin: takeUp,
    async act(act: Act): Promise<void> {
      if ((await perform(act)) === dead) takeUp()
    },
    /** Goes on, without further mishaps, until nothing is under way. */
    async settle(): Promise<void> {
      fate = undefined
      again = false
      while (world.live.size > 0 || world.timers.size > 0) {
        for (const live of Array.from(world.live.values())) await read(live, true)
        if (world.timers.size > 0) await this.act({ do: 'due', which: 0 })
      }
    },
  }
}
