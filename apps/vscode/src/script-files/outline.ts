import { segmentMarkdown, type Bible, type Segment } from '@coldopen/script'
import type { LiveSegments } from './live-segments.ts'
import { keyOf } from './reorder.ts'
import { plainTitle, scanScript, type ScannedScript, type ScannedSegment } from './scan-script.ts'
import type { ScriptFacts, ScriptTexts } from './script-texts.ts'

export type SegmentState = 'done' | 'writing' | 'missing' | 'failed' | 'locked' | 'edited'

/** Where something stands: a file of the script, and an offset in it. */
export type InFile = { readonly file: string; readonly at: number }

/** What tells one row of the outline from every other, also where two segments have the same id or two acts the same title. */
type Row = { readonly row: string }

/** A segment or a chunk of the outline. `key` names it for reordering where it stands in the script's text. */
export type OutlineSegment = Row & {
  readonly type: 'segment'
  readonly key: string | undefined
  readonly number: number | undefined
  readonly title: string
  readonly state: SegmentState
  readonly place: InFile | undefined
}

/** What one request writes: its beat, and the numbers it has. `segments` are made when they are asked for. */
export type OutlineSet = Row & {
  readonly type: 'set'
  readonly number: number
  readonly beat: string
  readonly done: number
  readonly total: number
  readonly segments: () => readonly OutlineSegment[]
}

export type OutlineAct = Row & { readonly type: 'act'; readonly title: string; readonly place: InFile | undefined; readonly sets: readonly OutlineSet[] }

export type OutlineNode = OutlineAct | OutlineSet | OutlineSegment

export type Outline = {
  readonly title: string
  readonly unit: 'segment' | 'chunk'
  readonly roots: readonly OutlineNode[]
  /** The keys of the segments in the order of the text. */
  readonly order: readonly string[]
}

type Found = { readonly number: number | undefined; readonly scanned?: ScannedSegment; readonly segment?: Segment; readonly id?: string }
type Entry = Found & Row

/** Names that are each given once: what is named like another before it is the second of that name. */
const createRows = (): ((name: string) => string) => {
  const given = new Map<string, number>()
  return name => {
    const nth = (given.get(name) ?? 0) + 1
    given.set(name, nth)
    return nth === 1 ? name : `${nth} ${name}`
  }
}

const sameText = (text: string): string => text.replaceAll('\r\n', '\n').trim()

const actOfBeat = /^\s*((?:act|akt|acte|acto)\s+(?:\d+|[ivx]+|one|two|three|four|five|eins|zwei|drei|vier|fünf)|第[一二三四五六七八九十\d]+幕)\b/iu

/** Sets in the acts that hold them: by headings of the text, or else by what the beats begin with. A set may be in two acts. */
const inActs = (acts: readonly { title: string; place: InFile | undefined; entries: readonly Entry[] }[], sets: (entries: readonly Entry[], act: string) => OutlineSet[]): OutlineNode[] => {
  const rowOf = createRows()
  return acts.flatMap(({ title, place, entries }): OutlineNode[] => {
    const row = rowOf(`act ${title}`)
    return title === '' ? sets(entries, row) : [{ type: 'act', row, title, place, sets: sets(entries, row) }]
  })
}

const actsOf = (scan: ScannedScript, file: string, entries: readonly Entry[]) => {
  const acts: { title: string; place: InFile | undefined; entries: Entry[] }[] = [{ title: '', place: undefined, entries: [] }]
  let next = 0
  let last = 0
  for (const entry of entries) {
    const at: number = entry.scanned?.top ?? last
    last = at
    for (let act = scan.acts[next]; act && act.top < at; act = scan.acts[++next]) acts.push({ title: act.title, place: { file, at: act.top }, entries: [] })
    acts.at(-1)?.entries.push(entry)
  }
  return acts.filter(act => act.entries.length > 0 || act.title !== '')
}

const actsOfBeats = (bible: Bible | undefined, entries: readonly Entry[], setOf: (entry: Entry) => number) => {
  const acts: { title: string; place: undefined; entries: Entry[] }[] = []
  for (const entry of entries) {
    const title = actOfBeat.exec(bible?.story_outline[setOf(entry) - 1] ?? '')?.[1] ?? acts.at(-1)?.title ?? ''
    if (acts.at(-1)?.title !== title) acts.push({ title, place: undefined, entries: [] })
    acts.at(-1)?.entries.push(entry)
  }
  return acts
}

/** The segments there are and those that are missing: in the order of the text, the missing ones where their numbers belong. */
const entriesOf = (scan: ScannedScript, facts: ScriptFacts, total: number): Entry[] => {
  const known = new Set<number>()
  const entries: Found[] = scan.segments.map(scanned => {
    const segment = scanned.id === undefined ? undefined : facts.segments.get(scanned.id)
    const number = scanned.number ?? segment?.segment_number
    if (number !== undefined) known.add(number)
    return { number, scanned, ...(segment && { segment }), ...(scanned.id !== undefined && { id: scanned.id }) }
  })
  const inText = new Set(scan.segments.map(scanned => scanned.id))
  const others: Found[] = []
  for (const [id, segment] of facts.segments) {
    if (inText.has(id)) continue
    known.add(segment.segment_number)
    others.push({ id, number: segment.segment_number, segment })
  }
  for (let number = 1; number <= total; number++) if (!known.has(number)) others.push({ number })
  others.sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
  const merged: Found[] = []
  let next = 0
  for (const entry of entries) {
    for (let other = others[next]; other && (other.number ?? 0) < (entry.number ?? 0); other = others[++next]) merged.push(other)
    merged.push(entry)
  }
  const rowOf = createRows()
  return [...merged, ...others.slice(next)].map(found => ({ ...found, row: rowOf(found.scanned ? keyOf(found.scanned) : `missing ${found.number}`) }))
}

const chunkNodes = (script: ScriptTexts, facts: ScriptFacts, live: LiveSegments): OutlineSegment[] => {
  const { names, texts } = script
  const files = new Map(names.parts.map(name => [Number(/(\d+)\.md$/i.exec(name)?.[1] ?? 0), name]))
  const total = Math.max(facts.bible?.generation_info.total_segments ?? 0, ...files.keys(), 0)
  const whole = texts.get(names.script) ?? ''
  let from = 0
  return Array.from({ length: total }, (_, at): OutlineSegment => {
    const number = at + 1
    const file = files.get(number)
    const firstLine = /^(?!>|<!--|\s*$).+/m.exec(file === undefined ? '' : (texts.get(file) ?? ''))?.[0]
    const found = firstLine === undefined ? -1 : whole.indexOf(firstLine, from)
    if (found >= 0) from = found + 1
    const state = live.writing.has(number) ? 'writing' : live.failed.has(number) ? 'failed' : file === undefined ? 'missing' : 'done'
    const place = found >= 0 ? { file: names.script, at: found } : file === undefined ? undefined : { file, at: 0 }
    return { type: 'segment', row: `chunk ${number}`, key: undefined, number, title: facts.bible?.story_outline[at] ?? '', state, place }
  })
}

/** The outline of a script: acts, if there are any, sets with their beats, and segments with their states; or chunks. */
export const outlineOf = (script: ScriptTexts, facts: ScriptFacts, live: LiveSegments): Outline => {
  const { names, texts } = script
  const title = facts.bible?.title ?? names.slug
  if (names.unit === 'chunk') return { title, unit: 'chunk', roots: chunkNodes(script, facts, live), order: [] }
  const text = texts.get(names.script) ?? ''
  const scan = scanScript(text)
  const info = facts.bible?.generation_info
  const perSet = info?.segments_per_set ?? 10
  const setOf = (entry: Entry): number => Math.max(1, Math.ceil((entry.number ?? 1) / perSet))
  const roster = facts.bible?.characters_roster ?? []

  const stateOf = ({ number, scanned, segment, id }: Entry): SegmentState => {
    if (number !== undefined && live.writing.has(number)) return 'writing'
    if (!scanned && !segment) return number !== undefined && live.failed.has(number) ? 'failed' : 'missing'
    if (id !== undefined && facts.locks.has(id)) return 'locked'
    if (!scanned || !segment) return 'done'
    return sameText(text.slice(scanned.start, scanned.end)) === sameText(segmentMarkdown(segment, roster)) ? 'done' : 'edited'
  }
  const nodeOf = (entry: Entry): OutlineSegment => {
    const { row, scanned, segment, number, id } = entry
    const file = id === undefined ? undefined : facts.fileOf.get(id)
    return {
      type: 'segment',
      row,
      key: scanned && keyOf(scanned),
      number,
      title: scanned ? plainTitle(scanned.title) : (segment?.title ?? ''),
      state: stateOf(entry),
      place: scanned ? { file: names.script, at: scanned.heading.start } : file === undefined ? undefined : { file, at: 0 },
    }
  }
  const setNode = (number: number, act: string, entries: readonly Entry[]): OutlineSet => ({
    type: 'set',
    row: `set ${number} ${act}`,
    number,
    beat: facts.bible?.story_outline[number - 1] ?? '',
    done: entries.filter(entry => (entry.scanned ?? entry.segment) && !live.writing.has(entry.number ?? 0)).length,
    total: entries.length,
    segments: () => entries.map(nodeOf),
  })
  const setsOf = (entries: readonly Entry[], act: string): OutlineSet[] => {
    const groups = new Map<number, Entry[]>()
    for (const entry of entries) {
      const group = groups.get(setOf(entry))
      if (group) group.push(entry)
      else groups.set(setOf(entry), [entry])
    }
    return [...groups].toSorted(([a], [b]) => a - b).map(([number, group]) => setNode(number, act, group))
  }

  const entries = entriesOf(scan, facts, info?.total_segments ?? 0)
  const roots =
    facts.bible === undefined
      ? entries.map(nodeOf)
      : inActs(scan.acts.length > 0 ? actsOf(scan, names.script, entries) : actsOfBeats(facts.bible, entries, setOf), setsOf)
  return { title, unit: 'segment', roots, order: scan.segments.map(keyOf) }
}
