import type { Segment } from '@coldopen/script'
import type { Happening, JsonPath } from '../events.ts'
import { createScanner } from '../json/scanner.ts'
import { checkSegment, type SetRules } from './contract.ts'
import type { Asked, PartReader } from './reader.ts'

/**
 * Reads a set: `{ narration?, segments: [ … ] }`. The k-th element of the answer is the k-th number that was asked for.
 * A segment counts once it is closed and keeps the contract; what is malformed ends the reading and costs nothing before it.
 */
export const createSetReader = (asked: Asked, rules: SetRules): PartReader => {
  const stamp = { part: asked.number, attempt: asked.attempt }
  const finished: Segment[] = []
  const faults: string[] = []
  const relative = new WeakMap<JsonPath, JsonPath>()
  let opening: string | undefined
  let happened: Happening[] = []

  const segmentAt = (path: JsonPath): number | undefined => {
    const [root, at] = path
    return root === 'segments' && typeof at === 'number' ? asked.asked[at] : undefined
  }

  /** Where only the first segment has narration, it stands once at the answer's root. */
  const opens = (segment: number): boolean => rules.narration === 'first' && segment === 1

  const scanner = createScanner(
    {
      open(path) {
        const segment = segmentAt(path)
        if (path.length === 2 && segment !== undefined) happened.push({ type: 'segment-start', ...stamp, segment })
      },
      text(path, text) {
        const segment = segmentAt(path)
        if (segment === undefined) return
        let inside = relative.get(path)
        if (!inside) relative.set(path, (inside = path.slice(2)))
        const last = happened.at(-1)
        if (last?.type === 'segment-delta' && last.path === inside) last.text += text
        else happened.push({ type: 'segment-delta', ...stamp, segment, path: inside as (string | number)[], text })
      },
      value(path, value) {
        if (path.length === 1 && path[0] === 'narration') opening = String(value)
        const segment = segmentAt(path)
        if (segment === undefined) return
        if (path.length === 3 && path[2] === 'action' && opening !== undefined && opens(segment)) {
          happened.push({ type: 'segment-delta', ...stamp, segment, path: ['narration'], text: opening })
        }
        if (path.length !== 2) return
        const checked = checkSegment(opens(segment) ? { ...Object(value), narration: opening } : value, segment, rules)
        if (!checked.ok) return void faults.push(`segment ${segment}: ${checked.why}`)
        finished.push(checked.segment)
        happened.push({ type: 'segment-end', ...stamp, segment })
      },
    },
    { lenient: true },
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
