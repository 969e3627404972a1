import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { happeningSchema, type Happening } from '../../src/events.ts'
import { asWritten } from '../../src/draft/again.ts'
import { layoutOf, numbersOfSet } from '../../src/draft/layout.ts'
import { inFlight, isAsking, isDrafting, type PartOutput, type PartState, type RunState } from '../../src/draft/run-state.ts'
import { committedOf, costOf } from '../../src/draft/spending.ts'
import { segmentsTold, textTold } from '../../src/draft/standing.ts'
import type { Step } from '../../src/draft/step.ts'
import { strictSchema } from './strict-schema.ts'
import type { Live, Taken, Witness, World } from './simulate.ts'

const numbersOf = (output: PartOutput): number[] => output.segments.map(segment => segment.segment_number)

/** What a part is to have: the numbers of a set; for the plan, 0 for the head and one for each beat. */
const wantedOf = (state: RunState, part: number): number[] => {
  const layout = layoutOf(state.brief)
  return part === 0 ? Array.from({ length: layout.sets + 1 }, (_, at) => at) : numbersOfSet(layout, part)
}

const isChunk = (state: RunState, part: number): boolean => part > 0 && state.brief.layout.chunks !== undefined

/** Whether this is the chunk that all others take their facts from. */
const hasFacts = (state: RunState, part: number): boolean => state.brief.format === 'podcast' && part === 1 && !state.brief.cutOf

const finishedOf = (state: RunState, part: number, output: PartOutput): number[] => {
  if (isChunk(state, part)) return isLongEnough(output) && output.closed && (output.pack || !hasFacts(state, part)) ? [part] : []
  if (part > 0) return numbersOf(output)
  return output.plan?.head ? Array.from({ length: 1 + output.plan.beats.length }, (_, at) => at) : []
}

const isLongEnough = (output: PartOutput): boolean => output.chunk !== undefined && output.chunk.words >= 0.85 * output.chunk.target_words

const isWhole = (state: RunState, part: number, output: PartOutput): boolean => {
  return isDeepStrictEqual(finishedOf(state, part, output), wantedOf(state, part))
}

const isWanted = (state: RunState, part: number): boolean => {
  const { only } = state.options
  return part === 0 || only === undefined || only.includes(part) || (only.length > 0 && hasFacts(state, part))
}

/** A part as its requests see it, which of one that is asked for again is not what stands. */
const written = (part: PartState): PartOutput => asWritten(part).output

const sendsOf = (taken: Taken) => taken.step.effects.filter(effect => effect.type === 'send')

/** Every request of a step: nothing twice, nothing too many, nothing out of order, nothing after the end. */
const checkSends = (world: World, taken: Taken): void => {
  const { before, input, step } = taken
  const sends = sendsOf(taken)
  const wakes = step.effects.some(effect => effect.type === 'wake' && !step.state.parts[effect.part]?.alone)
  assert(!wakes || isDrafting(step.state), 'a run that stops waits for nothing')
  if (sends.length === 0) return
  const mayGoOn = input.type === 'begin' || input.type === 'resume' || sends.every(send => step.state.parts[send.part]?.alone)
  assert(mayGoOn || isDrafting(before), 'a run that has stopped, or is about to, sends nothing')
  const goesOn = sends.some(send => !step.state.parts[send.part]?.alone)
  assert(!(input.type === 'begin' && goesOn && (before.problem || before.paused)), 'a run that had stopped before a crash sends nothing after it')
  const busy = step.state.parts.filter(inFlight)
  assert(busy.filter(part => part.number > 0).length <= step.state.options.concurrency, 'never more at once than the writer allows')

  for (const send of sends) {
    const part = step.state.parts[send.part]
    assert(part?.status === 'requested' && part.attempt === send.attempt, 'what is sent was committed first')
    assert(!world.live.has(send.part), 'a part has one request under way')
    const earlier = before.parts[send.part]
    const isAskedFor = input.type === 'retry' && input.part === send.part
    assert(earlier?.status !== 'done' || isAskedFor, 'a part that is done is not asked for again, unless the writer says so')
    assert.equal(part.attempt, (earlier?.attempt ?? 0) + 1, 'attempts are counted')
    const finished = new Set(finishedOf(step.state, send.part, written(part)))
    const rest = wantedOf(before, send.part).filter(number => !finished.has(number))
    if (send.part > 0) assert.deepEqual(part.asked, rest, 'what is missing is asked for, and nothing else')
    else assert.deepEqual(part.asked, rest.slice(0, part.asked.length), 'a plan is asked for from its first gap on')
    assert(part.asked.length > 0, 'something is asked for')
    assert(send.request.maxOutputTokens <= 32_000, 'no request asks for more than 32 000')
    assert.equal(part.reserved.outputTokens, send.request.maxOutputTokens)
    if (send.request.schema) strictSchema(send.request.schema.json)
    else assert(isChunk(step.state, send.part), 'what is no chunk has a shape')
    const facts = step.state.parts[1]
    assert(send.part <= 1 || !hasFacts(step.state, 1) || facts?.status === 'done' || facts?.again, 'no chunk is asked for before the facts are there')
    assert.equal(send.request.webSearch === true, hasFacts(step.state, send.part) && !written(part).pack && step.state.options.capability.webSearch)
    if (step.state.options.concurrency > 1 || send.part === 0 || part.alone) continue
    const overtaken = step.state.parts.find(each => each.number < send.part && each.status !== 'done' && isWanted(step.state, each.number))
    assert.equal(overtaken, undefined, 'in order, nothing overtakes a part that is not done')
  }
}

/** A chunk ends with text, within its length or marked, and the first of a researched script with its facts. */
const checkChunkEnd = (state: RunState, event: Extract<Happening, { type: 'part-end' }>): void => {
  const { chunk, pack } = event
  assert(chunk && chunk.text.trim() === chunk.text && chunk.words > 0, 'a chunk ends with text')
  const isOff = Math.abs(chunk.words - chunk.target_words) > 0.15 * chunk.target_words
  assert.equal(chunk.marks.some(mark => mark.kind === 'length'), isOff, 'a chunk of another length is marked')
  assert.equal(pack !== undefined, hasFacts(state, event.part), 'the facts are established once')
  assert.equal(chunk.text, chunk.text.toWellFormed())
}

const checkEvents = (taken: Taken): void => {
  const { state, events } = taken.step
  for (const event of events) happeningSchema.parse(event)
  const stamped = (event: { part: number; attempt: number }): PartState => {
    const part = state.parts[event.part]
    assert(part && part.attempt === event.attempt, 'an event is of the latest attempt')
    return part
  }
  for (const event of events) {
    if (event.type === 'plan-end') assert(isWhole(state, 0, stamped(event).output), 'a plan ends whole')
    if (event.type === 'part-failed') assert.deepEqual(event.kept, numbersOf(stamped(event).output), 'a part that fails says what is kept')
    if (event.type === 'part-end' && isChunk(state, event.part)) checkChunkEnd(state, event)
    else if (event.type === 'part-end') assert.deepEqual(event.segments.map(segment => segment.segment_number), wantedOf(state, event.part), 'a part ends with all its numbers')
    if (event.type !== 'part-start') continue
    const part = stamped(event)
    assert.deepEqual(event.asked, part.asked)
    assert.equal(event.keptCharacters, isChunk(state, event.part) ? (part.output.chunk?.text.length ?? 0) : undefined, 'a chunk says how much of it is kept')
    assert.equal(event.again === true, part.again !== undefined, 'clients know what stands until it is whole')
    if (event.again) assert.deepEqual(event.kept, numbersOf(part.output), 'all that stands is kept')
    if (isChunk(state, event.part) || event.again) continue
    assert.deepEqual([...event.kept, ...event.asked].toSorted((a, b) => a - b), wantedOf(state, event.part), 'kept and asked for make a part')
    assert.equal(event.budget.units, event.asked.length)
  }
}

/** A run says that it ends when it does, once, last; and while it goes on something is under way. */
const checkEnding = (taken: Taken): void => {
  const { before, input, step } = taken
  const endings = step.events.filter(event => event.type === 'run-end')
  const hasEnded = step.state.status !== 'pending' && step.state.status !== 'processing'
  const wasOver = before.status === 'completed' || (before.status === 'cancelled' && input.type === 'cancel')
  const wentOn = input.type === 'retry' || before.status === 'processing' || before.status === 'pending' || (!wasOver && (input.type === 'resume' || input.type === 'cancel'))
  const stopped = hasEnded && wentOn
  assert.equal(endings.length, stopped ? 1 : 0, 'a run says once that it has ended')
  if (stopped) assert.equal(step.events.at(-1)?.type, 'run-end', 'nothing comes after the end')
  if (endings[0]?.type === 'run-end') assert.equal(endings[0].status, step.state.status)
  const busy = step.state.parts.some(inFlight)
  assert(step.state.status !== 'processing' || busy, 'a run that is being drafted has something under way')
  assert(!hasEnded || !busy, 'a run that has ended has nothing under way')
  if (step.state.status === 'completed') assert(step.state.parts.every(part => part.status === 'done' || !isWanted(step.state, part.number)))
}

const checkMoney = (world: World, state: RunState): void => {
  const { maxTokens, maxCost, capability } = state.options
  const sum = (figure: (part: PartState) => number): number => state.parts.reduce((total, part) => total + figure(part), 0)
  assert.equal(sum(part => part.usage.outputTokens), state.usage.outputTokens, 'the parts add up to the run')
  assert.equal(sum(part => part.usage.inputTokens), state.usage.inputTokens)
  assert.equal(sum(part => part.usage.requests), state.usage.requests)
  const worst = committedOf(state)
  const nothing = { inputTokens: 0, outputTokens: 0 }
  const charged = state.options.model.provider === 'sample' ? nothing : world.charged
  if (maxTokens !== undefined) {
    assert(worst.inputTokens + worst.outputTokens <= maxTokens, 'what is committed stays under the limit')
    assert(charged.inputTokens + charged.outputTokens <= maxTokens, 'what is charged stays under the limit')
  }
  if (maxCost !== undefined) {
    assert((costOf(worst, capability.price) ?? Infinity) <= maxCost, 'what is committed stays under the cost')
    assert((costOf(charged, capability.price) ?? Infinity) <= maxCost, 'what is charged stays under the cost')
  }
}

/** After a crash: what may have been charged is not asked for again by itself. */
const checkConsent = (taken: Taken): void => {
  const { before, input, step } = taken
  if (input.type !== 'begin') return
  const cut = before.parts.filter(part => isAsking(part) && part.status !== 'queued')
  const unsure = cut.filter(part => !isWhole(before, part.number, input.found?.get(part.number) ?? written(part)))
  const mustAsk = unsure.length > 0 && before.options.model.provider !== 'sample' && !before.options.resend
  const wasCancelled = before.problem?.code === 'cancelled' && before.paused === undefined
  if (wasCancelled) assert.equal(step.state.status, 'cancelled')
  else if (mustAsk) {
    assert.deepEqual([step.state.status, step.state.paused], ['paused', 'consent'], 'a run asks before it pays again')
    for (const part of unsure) assert.equal(step.state.parts[part.number]?.mayBeCharged, true)
    const named = unsure.every(part => part.number === 0 || new RegExp(`\\b${part.number}\\b`).test(step.state.problem?.message ?? ''))
    assert(named, 'it says which parts may have been charged')
  } else if (isDrafting(before) || before.status === 'pending') {
    assert.notEqual(step.state.paused, 'consent', 'a run that lost nothing goes on by itself')
  }
}

/** What is salvaged is what the reader of the whole answer would have kept of what the journal has. */
const checkSalvage = (world: World, part: PartState, saved: PartOutput, live: Live): void => {
  const events = world.journal.filter(event => 'attempt' in event && event.part === part.number && event.attempt === part.attempt)
  const whole = live.undisturbed.output
  if (isChunk(world.state, part.number)) {
    const told = events.map(event => (event.type === 'chunk-delta' ? event.text : '')).join('')
    const before = part.output.chunk?.text ?? ''
    assert.equal(saved.chunk?.text ?? '', before + told, 'all of a chunk that is in the journal is salvaged')
    assert((live.undisturbed.output.chunk?.text ?? '').startsWith(saved.chunk?.text ?? ''), 'and is how its answer begins')
    if (saved.pack) assert.deepStrictEqual(saved.pack, whole.pack)
    return
  }
  if (part.number > 0) {
    const closed = new Set(events.flatMap(event => (event.type === 'segment-end' ? [event.segment] : [])))
    const before = numbersOf(part.output)
    const isFree = (segment: { segment_number: number }): boolean => !part.locked?.includes(segment.segment_number)
    const expected = whole.segments.filter(segment => closed.has(segment.segment_number) || before.includes(segment.segment_number))
    assert.deepStrictEqual(saved.segments.filter(isFree), expected.filter(isFree), 'a set is salvaged to its last finished segment')
    return
  }
  const head = saved.plan?.head
  if (head) assert.deepStrictEqual(head, whole.plan?.head, 'the head of a plan is salvaged as it was')
  const beats = saved.plan?.beats ?? []
  assert.deepStrictEqual(beats, whole.plan?.beats.slice(0, beats.length), 'beats are salvaged as they were')
  const begun = new Set(events.flatMap(event => (event.type === 'plan-delta' && event.path[0] === 'story_outline' ? [event.path[1]] : [])))
  const kept = part.output.plan?.beats.length ?? 0
  if (head) assert(beats.length >= kept + begun.size - 1, 'no more than the last beat is lost')
}

type Ledger = { readonly topUps: Map<number, number>; readonly short: Set<number>; inputTokens: number; outputTokens: number; sent: number; settled: number }

/** What was told of every answer, counted beside the run. */
const keepLedger = (ledger: Ledger, taken: Taken): void => {
  const { before, input, step } = taken
  if (input.type === 'resume') {
    ledger.topUps.clear()
    ledger.short.clear()
  }
  if (input.type === 'begin') ledger.settled += before.parts.filter(isAsking).length
  const answered = input.type === 'ended' ? before.parts[input.part] : undefined
  if (input.type === 'ended' && answered && isAsking(answered) && answered.attempt === input.attempt) {
    const { outcome, output } = input
    ledger.settled++
    if ('usage' in outcome && outcome.usage) {
      ledger.inputTokens += outcome.usage.inputTokens
      ledger.outputTokens += outcome.usage.outputTokens
    }
    const finished = new Set(finishedOf(before, input.part, output))
    // A chunk may be asked for in several requests without one of them being short: its own count is looked at instead.
    const isShort = !isChunk(before, input.part) && answered.asked.some(number => !finished.has(number)) && (outcome.type === 'completed' || outcome.type === 'length')
    if (isShort) ledger.short.add(input.part)
    else ledger.short.delete(input.part)
  }
  for (const send of sendsOf(taken)) {
    ledger.sent++
    if (input.type === 'retry' && input.part === send.part) {
      ledger.short.delete(send.part)
      ledger.topUps.delete(send.part)
    }
    if (ledger.short.delete(send.part)) ledger.topUps.set(send.part, (ledger.topUps.get(send.part) ?? 0) + 1)
    assert((ledger.topUps.get(send.part) ?? 0) <= 2, 'a part is topped up twice at most')
  }
  assert(step.state.parts.every(part => part.topUps <= 2), 'nor a chunk')
  assert.equal(step.state.usage.inputTokens, ledger.inputTokens, 'what was told is what is counted')
  assert.equal(step.state.usage.outputTokens, ledger.outputTokens)
  assert.equal(step.state.usage.requests, ledger.settled, 'every request that is over is counted')
  assert.equal(ledger.sent - ledger.settled, step.state.parts.filter(isAsking).length, 'every other request is under way')
}

/** What is locked never changes, what stands never goes, and nothing is written again that nobody asked for. */
const checkStanding = (taken: Taken): void => {
  const { before, input, step } = taken
  for (const part of step.state.parts) {
    const earlier = before.parts[part.number]
    if (!earlier || earlier === part) continue
    assert(!part.again || earlier.again || (input.type === 'retry' && input.part === part.number), 'nothing is written again that nobody asked for')
    const now = numbersOf(part.output)
    assert(numbersOf(earlier.output).every(number => now.includes(number)), 'what stands does not go')
    if (earlier.output.chunk && earlier.status === 'done') assert(part.output.chunk, 'nor does a chunk')
    if (input.type === 'edit') continue
    for (const number of earlier.locked ?? []) {
      if (isChunk(before, part.number)) assert.deepStrictEqual(textTold(part), textTold(earlier), 'a locked chunk never changes')
      const told = (of: PartState) => segmentsTold(of).find(segment => segment.segment_number === number)
      assert.deepStrictEqual(told(part), told(earlier), 'a locked segment never changes')
    }
  }
}

/** A refusal says why, and changes nothing. */
const checkRefusal = (before: RunState, step: Step): void => {
  if (!step.refused) return
  assert.equal(step.state, before)
  assert.deepEqual([step.events, step.effects], [[], []])
  assert.match(step.refused.message, /^[A-Z"s].*[.]$/su)
}

/** Looks on while a run is simulated, and throws as soon as one of a run's promises is broken. */
export const createWitness = (): Witness => {
  const ledger: Ledger = { topUps: new Map(), short: new Set(), inputTokens: 0, outputTokens: 0, sent: 0, settled: 0 }
  return {
    told: checkRefusal,
    taken(world, taken) {
      checkStanding(taken)
      checkSends(world, taken)
      checkEvents(taken)
      checkEnding(taken)
      checkMoney(world, taken.step.state)
      checkConsent(taken)
      keepLedger(ledger, taken)
      assert.deepStrictEqual(JSON.parse(JSON.stringify(taken.step.state)), taken.step.state, 'a state survives being stored')
    },
    found(world, found, dead) {
      for (const part of world.state.parts.filter(isAsking)) {
        const saved = found.get(part.number)
        const live = dead.get(part.number)
        assert(saved, 'whatever was under way is looked for')
        if (live && live.attempt === part.attempt) checkSalvage(world, asWritten(part), saved, live)
      }
    },
  }
}
