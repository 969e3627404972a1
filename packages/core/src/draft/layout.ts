import type { Brief } from '../brief.ts'
import type { Capability } from '../model/capability.ts'
import { ColdopenError } from '../errors.ts'
import { formats } from '../formats/registry.ts'
import { setSize } from './budget.ts'

/** How a script is divided: `total` segments in sets of `perSet`, the last of which may be short. */
export type Layout = { readonly total: number; readonly perSet: number; readonly sets: number }

/** Divides what a brief asks for. Throws `invalid-input` for a set that does not fit into a request. */
export const layoutOf = (brief: Brief, capability: Capability): Layout => {
  const format = formats[brief.format]
  const total = brief.segments ?? format.total
  const perSet = setSize(format, capability, brief.perSet)
  return { total, perSet, sets: Math.ceil(total / perSet) }
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
