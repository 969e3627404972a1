import type { Brief } from '../brief.ts'
import type { Capability } from '../model/capability.ts'
import { ColdopenError } from '../errors.ts'
import { formats } from '../formats/registry.ts'
import { setSize } from './budget.ts'

/** How a script is divided: `total` segments in sets of `perSet`, the last of which may be short. */
export type Layout = { readonly total: number; readonly perSet: number; readonly sets: number }

/** A brief in which every size is settled, so that it stays what it was when the run began. */
export type ResolvedBrief = Brief & { readonly segments: number; readonly perSet: number }

/** Settles the sizes a brief leaves open. Throws `invalid-input` for a set that does not fit into one request. */
export const resolveBrief = (brief: Brief, capability: Capability): ResolvedBrief => {
  const format = formats[brief.format]
  return { ...brief, segments: brief.segments ?? format.total, perSet: setSize(format, capability, brief.perSet) }
}

export const layoutOf = (brief: ResolvedBrief): Layout => {
  return { total: brief.segments, perSet: brief.perSet, sets: Math.ceil(brief.segments / brief.perSet) }
}

/** The numbers of a set's segments, from 1. */
export const numbersOfSet = (layout: Layout, set: number): number[] => {
  const first = (set - 1) * layout.perSet + 1
  const last = Math.min(set * layout.perSet, layout.total)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}

/** Refuses what contradicts itself, in one sentence. */
export const checkBrief = (brief: Brief): void => {
  if (brief.noNarration && brief.narrationOnlyFirst) {
    throw new ColdopenError('invalid-input', 'no_narration and narration_only_first contradict each other: choose one.')
  }
  const ids = (brief.roster ?? []).flatMap(entry => (entry.id === undefined ? [] : [entry.id]))
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw new ColdopenError('invalid-input', `The roster has the id ${twice} twice: every character needs its own.`)
}
