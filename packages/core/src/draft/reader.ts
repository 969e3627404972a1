import type { Happening } from '../events.ts'
import type { PartOutput, PartState } from './run-state.ts'

/** What came of an answer: what is finished, and what broke the contract, for people. */
export type Reading = { readonly output: PartOutput; readonly faults: readonly string[] }

/** A page that a search gave. */
export type FoundPage = { readonly url: string; readonly title: string }

/** Reads the text of one answer as it arrives. */
export interface PartReader {
  /** Takes text as it came, and answers what it shows of the script. */
  push(text: string): Happening[]
  /** Takes a page that the search behind the answer gave; absent where nobody asked for a search. */
  source?(page: FoundPage): Happening[]
  /** Call once, when no more text comes. */
  finish(): Reading
}

/** Which request an answer belongs to. */
export type Asked = Pick<PartState, 'number' | 'attempt' | 'asked' | 'output'>
