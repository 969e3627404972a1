import type { Say } from '@coldopen/client'
import { readSet, type Read } from '@coldopen/script'
import { z } from 'zod'
import { scanScript, type ScannedScript, type ScannedSegment } from './scan-script.ts'
import type { NamedText, TextChange } from './text-change.ts'

/** What is reordered: the script's Markdown, and its set files. */
export type Reorderable = { readonly script: NamedText; readonly sets: readonly NamedText[]; readonly perSet: number }

/** What tells a segment from the others: its id, or else its place in the text. */
export const keyOf = (segment: Pick<ScannedSegment, 'id' | 'top'>): string => segment.id ?? `at ${segment.top}`

/**
 * The order after some of the segments were moved to where `target` is, keeping their own order: before it when they come
 * from further down, behind it when they come from above. Without a target they go to the end.
 */
export const movedTo = (order: readonly string[], keys: ReadonlySet<string>, target: string | undefined): string[] => {
  const rest = order.filter(key => !keys.has(key))
  const carried = order.filter(key => keys.has(key))
  const [first] = carried
  if (target === undefined || first === undefined) return [...rest, ...carried]
  if (keys.has(target)) return [...order]
  const behind = order.indexOf(first) < order.indexOf(target) ? 1 : 0
  return rest.toSpliced(rest.indexOf(target) + behind, 0, ...carried)
}

/** The order after some of the segments, as one, went one place up (−1) or down (+1). */
export const movedBy = (order: readonly string[], keys: ReadonlySet<string>, by: -1 | 1): string[] => {
  const places = order.flatMap((key, at) => (keys.has(key) ? [at] : []))
  const target = by < 0 ? order[(places[0] ?? 0) - 1] : order[(places.at(-1) ?? order.length) + 1]
  return target === undefined ? [...order] : movedTo(order, keys, target)
}

const rawSet = z.looseObject({ story_set: z.array(z.looseObject({ segment_id: z.string(), segment_number: z.int() })), segments_count: z.int() })
type RawSet = z.infer<typeof rawSet>
type RawSegment = RawSet['story_set'][number]

const isRawSet = (value: unknown): value is RawSet => rawSet.safeParse(value).success

const problem = (sentence: string): Read<never> => ({ ok: false, problem: sentence })

const firstTwice = (values: readonly (string | number)[]): string | number | undefined => {
  const seen = new Set<string | number>()
  return values.find(value => seen.size === seen.add(value).size)
}

/** The sets as they are in their files, fields of the writer's own included. */
const readSets = (sets: readonly NamedText[], say: Say): Read<RawSet[]> => {
  const read: RawSet[] = []
  for (const { name, text } of sets) {
    const checked = readSet(text)
    if (!checked.ok) return problem(say('{0} cannot be read, so nothing was moved. {1}', name, checked.problem))
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isRawSet(value)) read.push(value)
  }
  return { ok: true, value: read }
}

const withNumber = (block: string, segment: ScannedSegment, number: number | undefined): string => {
  if (!segment.numberAt || number === undefined) return block
  return block.slice(0, segment.numberAt.start - segment.start) + String(number) + block.slice(segment.numberAt.end - segment.start)
}

/** Blocks begin behind an empty line and end with a line end, wherever they were taken from. */
const apart = (block: string, before: string, lineEnd: string): string => {
  if (before === '') return block
  const ended = before.endsWith('\n') ? '' : lineEnd
  return ended + (/^\r?\n/.test(block) || /(?:^|\n)\r?\n$/.test(before) ? '' : lineEnd) + block
}

/** The script with the block of `order[i]` in the place of its i-th block. What stands between blocks stays where it is. */
const reorderedScript = (text: string, scan: ScannedScript, to: { order: readonly ScannedSegment[]; numbers: ReadonlyMap<ScannedSegment, number> }): string => {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const pieces: string[] = []
  let tail = ''
  let from = 0
  const add = (piece: string): void => {
    pieces.push(piece)
    tail = (tail + piece).slice(-4)
  }
  for (const [at, place] of scan.segments.entries()) {
    add(text.slice(from, place.start))
    const segment = to.order[at] ?? place
    const block = withNumber(text.slice(segment.start, segment.end), segment, to.numbers.get(segment))
    add(apart(block, tail, lineEnd))
    from = place.end
  }
  add(text.slice(from))
  const whole = pieces.join('')
  return text.endsWith('\n') && !whole.endsWith('\n') ? whole + lineEnd : whole
}

/** The one change that makes a text another: everything between what both begin and end with. */
const changeBetween = (file: string, before: string, after: string): TextChange[] => {
  if (before === after) return []
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return [{ file, start, end: before.length - end, text: after.slice(start, after.length - end) }]
}

const indentOf = (json: string): string | number => /^\s*\{\r?\n([ \t]+)"/.exec(json)?.[1] ?? 2

const reorderedSets = (texts: Reorderable, sets: readonly RawSet[], numbers: ReadonlyMap<string, number>): TextChange[] => {
  const owner = new Map<number, number>()
  for (const [at, set] of sets.entries()) for (const segment of set.story_set) owner.set(segment.segment_number, at)
  const setNumbers = new Map(texts.sets.map(({ name }, at) => [Number(/(\d+)\.json$/.exec(name)?.[1] ?? 0), at]))
  const lists: RawSegment[][] = sets.map(() => [])
  for (const [at, set] of sets.entries()) {
    for (const segment of set.story_set) {
      const number = numbers.get(segment.segment_id) ?? segment.segment_number
      const home = owner.get(number) ?? setNumbers.get(Math.ceil(number / texts.perSet)) ?? at
      lists[home]?.push(number === segment.segment_number ? segment : { ...segment, segment_number: number })
    }
  }
  return texts.sets.flatMap(({ name, text }, at) => {
    const set = sets[at]
    const list = (lists[at] ?? []).toSorted((a, b) => a.segment_number - b.segment_number)
    if (!set || list.every((segment, place) => segment === set.story_set[place]) && list.length === set.story_set.length) return []
    const after = `${JSON.stringify({ ...set, segments_count: list.length, story_set: list }, null, indentOf(text))}\n`
    return changeBetween(name, text, text.includes('\r\n') ? after.replaceAll('\n', '\r\n') : after)
  })
}

/**
 * What brings the segments of a script into another order, in its Markdown and its set files: blocks move as they stand, the
 * numbers stay with the places and the ids with the segments. `order` names every segment of the Markdown once, by `keyOf`.
 * Segments that the Markdown does not have keep their numbers. What stands in the way is told by `say`.
 */
export const reorder = (texts: Reorderable, order: readonly string[], say: Say): Read<TextChange[]> => {
  const { script } = texts
  const scan = scanScript(script.text)
  const byKey = new Map(scan.segments.map(segment => [keyOf(segment), segment]))
  const doubled = firstTwice(scan.segments.map(keyOf))
  if (doubled !== undefined) return problem(say('{0} stands twice in {1}: take one of the two away, then move segments.', doubled, script.name))
  const wanted = order.flatMap(key => byKey.get(key) ?? [])
  if (wanted.length !== scan.segments.length || new Set(wanted).size !== wanted.length) {
    return problem(say('{0} has changed in the meantime, so nothing was moved: try again.', script.name))
  }
  const read = readSets(texts.sets, say)
  if (!read.ok) return read
  const inSets = new Map(read.value.flatMap(set => set.story_set.map(segment => [segment.segment_id, segment.segment_number] as const)))
  const numberOf = (segment: ScannedSegment): number | undefined => (segment.id === undefined ? undefined : inSets.get(segment.id)) ?? segment.number
  const counted = wanted.filter(segment => numberOf(segment) !== undefined)
  const slots = counted.flatMap(segment => numberOf(segment) ?? []).toSorted((a, b) => a - b)
  const taken = [...inSets].flatMap(([id, number]) => (byKey.has(id) ? [] : [number]))
  const twice = firstTwice([...slots, ...taken])
  if (twice !== undefined) return problem(say('Two segments of {0} are number {1}: give one of them another number, then move segments.', script.name, twice))
  const numbers = new Map(counted.map((segment, at) => [segment, slots[at] ?? 0]))
  const byId = new Map(Array.from(numbers, ([segment, number]) => [segment.id ?? '', number]))
  const changes = changeBetween(script.name, script.text, reorderedScript(script.text, scan, { order: wanted, numbers }))
  return { ok: true, value: [...changes, ...reorderedSets(texts, read.value, byId)] }
}
