import type { Segment } from '@coldopen/script'
import type { RecordedRequest } from '@coldopen/fake-openai'
import { askedIn } from './asked-of-provider.ts'
import { textsOf, type Found, type Texts } from './found-in-journal.ts'

/** Compares what each dead server left with what the next ones ask for and keep. */
export type Judge = {
  /** A sentence for everything that was paid for twice, or lost. */
  readonly wrong: readonly string[]
  readonly counts: { cutBeforeAnswer: number; cutInAnswer: number; kept: number; requests: number }
  /** What one server asked for in its life: nothing that was there before it, and nothing twice. */
  readonly life: (requests: readonly RecordedRequest[]) => void
  /** What a kill left of some runs: everything that the kill before it had left is still there. */
  readonly dead: (runs: Iterable<string>, found: ReadonlyMap<string, Found>) => void
  /** The script a run ended with: everything is still there. */
  readonly script: (run: string, segments: readonly Segment[]) => void
}

/** `ideas`: the ids of runs by the ideas they are told by in requests. */
export const createJudge = (ideas: ReadonlyMap<string, string>): Judge => {
  const wrong: string[] = []
  const counts = { cutBeforeAnswer: 0, cutInAnswer: 0, kept: 0, requests: 0 }
  let known: ReadonlyMap<string, Found> = new Map()

  const compare = (run: string, now: ReadonlyMap<number, Texts>): void => {
    for (const [number, texts] of known.get(run)?.segments ?? []) {
      for (const [path, text] of texts) {
        if (now.get(number)?.get(path) !== text) wrong.push(`run ${run} lost ${path} of segment ${number}`)
      }
    }
  }

  /** What is asked for is in answers that their provider keeps, and that are to be read on. */
  const keptOf = (run: string): readonly { number: number; asked: readonly number[] }[] => {
    return (known.get(run)?.state.parts ?? []).filter(part => part.answerKept === true && (part.status === 'open' || part.status === 'held'))
  }

  const planAgain = (run: string, from: number, inThisLife: Set<string>): boolean => {
    const state = known.get(run)?.state
    if (keptOf(run).some(part => part.number === 0)) return true
    const planned = state?.bible ? Infinity : (state?.parts[0]?.output.plan?.beats.length ?? 0)
    const again = from <= planned || inThisLife.has(`${run} plan`)
    inThisLife.add(`${run} plan`)
    return again
  }

  const judge = (request: RecordedRequest, inThisLife: Set<string>): void => {
    const { idea, from, numbers } = askedIn(request)
    const run = ideas.get(idea) ?? 'of nobody'
    const kept = new Set(keptOf(run).flatMap(part => (part.number === 0 ? [] : part.asked)))
    const twice = numbers.filter(number => kept.has(number) || known.get(run)?.segments.has(number) === true || inThisLife.has(`${run} ${number}`))
    if (twice.length > 0) wrong.push(`run ${run} asked for ${numbers.join(', ')}, again for ${twice.join(', ')}`)
    for (const number of numbers) inThisLife.add(`${run} ${number}`)
    if (from !== undefined && planAgain(run, from, inThisLife)) wrong.push(`run ${run} asked again for its plan from beat ${from}`)
  }

  return {
    wrong,
    counts,
    life(requests) {
      const inThisLife = new Set<string>()
      for (const request of requests) judge(request, inThisLife)
      counts.requests += requests.length
    },
    dead(runs, found) {
      for (const run of runs) compare(run, found.get(run)?.segments ?? new Map())
      for (const { requested, open } of found.values()) {
        counts.cutBeforeAnswer += requested
        counts.cutInAnswer += open
      }
      known = new Map([...known, ...found])
      for (const run of found.keys()) counts.kept += keptOf(run).length
    },
    script: (run, segments) => compare(run, new Map(segments.map(segment => [segment.segment_number, new Map(textsOf(segment))]))),
  }
}
