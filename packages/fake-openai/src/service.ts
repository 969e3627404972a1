import type { Answers } from './answers.ts'
import type { Behaviour } from './behaviour.ts'
import type { Clock } from './clock.ts'
import type { Gate } from './gate.ts'
import type { Journal } from './journal.ts'
import type { Limits, Admission } from './rate-limit.ts'
import type { Scripts } from './scripts.ts'
import type { Writer } from './writing.ts'

export type FakeOpenAIOptions = {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** The texts follow from it and from the requests; 1 by default. */
  readonly seed?: number
  /** What every request gets that nothing else is said about, such as `{ pace: 50, firstToken: 2 }`. */
  readonly behaviour?: Behaviour
  /** The only key that is let in; without it any key and none. */
  readonly requireKey?: string
  /** The models there are; without it any name is one. */
  readonly models?: readonly string[]
  /** What may be asked for in a minute; beyond it 429. */
  readonly limits?: Limits
  readonly clock?: Clock
}

/** Everything the routes share. */
export type Service = {
  readonly options: FakeOpenAIOptions
  readonly clock: Clock
  readonly journal: Journal
  readonly scripts: Scripts
  readonly answers: Answers
  /** Opened when stalled answers shall go on. */
  readonly stalls: Gate
  readonly write: Writer
  readonly admit: (tokens: number) => Admission
  readonly nextId: (prefix: string) => string
}
