import type { Segment } from '@coldopen/script'
import type { Happening, JsonPath } from '../events.ts'
import { createScanner } from '../json/scanner.ts'
import { checkSegment, type SetRules } from './contract.ts'
import type { Asked, PartReader } from './reader.ts'

/** Where a piece of text belongs: a field of a segment, or nowhere that anybody asked for. */
type Place = { readonly segment: number; readonly path: (string | number)[] } | 'nowhere'

/**
 * Reads a set: `{ narration?, segments: [ … ] }`. The k-th element of the answer is the k-th number that was asked for.
 * A segment counts once it is closed and keeps the contract; what is malformed ends the reading and costs nothing before it.
 */
export const createSetReader = (asked: Asked, rules: SetRules): PartReader => {
  const stamp = { part: asked.number, attempt: asked.attempt }
  const finished: Segment[] = []
  const faults: string[] = []
  const places = new WeakMap<JsonPath, Place>()
  let closed = 0
  let opening: string | undefined
  let happened: Happening[] = []

  /** The number of the element that is being read; an answer that says its list twice has said it the first time. */
  const segmentAt = (path: JsonPath): number | undefined => {
    const [root, at] = path
    return root === 'segments' && at === closed ? asked.asked[closed] : undefined
  }

  /** Where only the first segment has narration, it stands once at the answer's root. */
  const opens = (segment: number): boolean => rules.narration === 'first' && segment === 1

  const isAskedFor = (field: string | number | undefined, segment: number): boolean => {
    if (field === 'narration') return rules.narration === 'each' || (opens(segment) && opening === undefined)
    if (field === 'dialogue') return rules.roster.length > 0
    return field === 'title' || field === 'setting' || field === 'action'
  }

  const placeOf = (path: JsonPath): Place => {
    const known = places.get(path)
    if (known) return known
    const segment = segmentAt(path)
    const place = segment !== undefined && isAskedFor(path[2], segment) ? { segment, path: path.slice(2) } : 'nowhere'
    places.set(path, place)
    return place
  }

  const close = (value: unknown, segment: number): void => {
    closed++
    const checked = checkSegment(opens(segment) && opening !== undefined ? { ...Object(value), narration: opening } : value, segment, rules)
    if (checked.ok) {
      finished.push(checked.segment)
      happened.push({ type: 'segment-end', ...stamp, segment })
    } else {
      faults.push(`segment ${segment}: ${checked.why}`)
    }
  }

  const scanner = createScanner(
    {
      open(path) {
        const segment = path.length === 2 ? segmentAt(path) : undefined
        if (segment !== undefined) happened.push({ type: 'segment-start', ...stamp, segment })
      },
      text(path, text) {
        const place = placeOf(path)
        if (place === 'nowhere') return
        const last = happened.at(-1)
        if (last?.type === 'segment-delta' && last.path === place.path) last.text += text
        else happened.push({ type: 'segment-delta', ...stamp, segment: place.segment, path: place.path, text })
      },
      value(path, value) {
        if (path.length === 1 && path[0] === 'narration' && typeof value === 'string') opening = value
        const segment = segmentAt(path)
        if (segment === undefined) return
        if (path.length === 2) close(value, segment)
        if (path.length === 3 && path[2] === 'action' && opening !== undefined && opens(segment)) {
          happened.push({ type: 'segment-delta', ...stamp, segment, path: ['narration'], text: opening })
        }
      },
    },
    { lenient: true, root: 'object' },
  )

  return {
    push(text) {
      happened = []
      scanner.push(text)
      return happened
    },
    finish() {
      const end = scanner.end()
      if (!end.complete) faults.push(end.problem ?? 'the answer ends in the middle')
      const kept = [...asked.output.segments, ...finished]
      kept.sort((a, b) => a.segment_number - b.segment_number)
      return { output: { segments: kept }, faults }
    },
  }
}
