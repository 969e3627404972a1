import { characterId, type Character } from '@coldopen/script'
import type { Happening, JsonPath } from '../events.ts'
import { growing } from '../json/place-text.ts'
import { createScanner } from '../json/scanner.ts'
import { planHeadSchema } from './answer.ts'
import { isGap } from './contract.ts'
import type { Asked, PartReader } from './reader.ts'
import type { PlanHead } from './run-state.ts'

const wellFormed = (value: string): string => value.toWellFormed().trim()

/** The head from what was answered, with the writer's roster kept as given and an invented one numbered. */
export const planHeadOf = (answered: object, roster: readonly Character[] | undefined): PlanHead | string => {
  const parsed = planHeadSchema.safeParse(answered)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return `the plan's ${issue?.path.join('.') || 'head'}: ${issue?.message ?? 'malformed'}`
  }
  const { characters_roster: invented, ...head } = parsed.data
  if (wellFormed(head.title) === '') return "the plan's title is empty"
  if (!roster && !invented?.length) return 'the plan has no characters'
  const sheets = (invented ?? []).map((sheet, at) => ({ id: characterId(at + 1), ...sheet, name: wellFormed(sheet.name) }))
  const nameless = sheets.findIndex(sheet => sheet.name === '')
  if (!roster && nameless !== -1) return `character ${nameless + 1} of the plan has no name`
  return { ...head, title: wellFormed(head.title), characters_roster: roster ? [...roster] : sheets }
}

/**
 * Reads a plan: the head's fields, then `story_outline`. Beats count from the first, each kept once it is closed; a gap ends
 * them, since a beat has its set by its place.
 */
export const createPlanReader = (asked: Asked, roster: readonly Character[] | undefined): PartReader => {
  const stamp = { part: asked.number, attempt: asked.attempt }
  const before = asked.output.plan ?? { beats: [] }
  const wanted = asked.asked.filter(number => number > 0)
  const answered = growing()
  const beats: string[] = []
  const faults: string[] = []
  const shown = new WeakMap<JsonPath, (string | number)[]>()
  let happened: Happening[] = []

  /** Where the text stands in the whole bible: a continued outline goes on behind the beats that are kept. */
  const pathInBible = (path: JsonPath): (string | number)[] => {
    const known = shown.get(path)
    if (known) return known
    const [root, at] = path
    const placed = root === 'story_outline' && typeof at === 'number' ? [root, at + before.beats.length] : [...path]
    shown.set(path, placed)
    return placed
  }

  /** Whether this is the beat that comes next: behind a gap, or beyond what was asked for, there is none. */
  const isNextBeat = (path: JsonPath): boolean => {
    return path.length === 2 && path[0] === 'story_outline' && path[1] === beats.length && beats.length < wanted.length
  }

  const isOfHead = (path: JsonPath): boolean => {
    const [field] = path
    if (before.head || field === undefined || (field === 'characters_roster' && roster)) return false
    return Object.hasOwn(planHeadSchema.shape, field)
  }

  const show = (path: JsonPath, text: string): void => {
    if (!isOfHead(path) && !isNextBeat(path)) return
    const place = pathInBible(path)
    const last = happened.at(-1)
    if (last?.type === 'plan-delta' && last.path === place) last.text += text
    else happened.push({ type: 'plan-delta', ...stamp, path: place, text })
  }

  const scanner = createScanner(
    {
      text: show,
      value(path, value) {
        // An empty text comes without any text of its own; that it is there is told all the same.
        if (value === '') show(path, '')
        const [field] = path
        if (path.length === 1 && typeof field === 'string' && isOfHead(path)) answered[field] = value
        if (!isNextBeat(path)) return
        if (typeof value === 'string' && !isGap(value)) beats.push(wellFormed(value))
        else faults.push(`the outline has a gap at beat ${beats.length + before.beats.length + 1}`)
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
      const head = before.head ?? planHeadOf(answered, roster)
      if (typeof head === 'string') {
        return { output: { segments: [], plan: before }, faults: [...faults, head] }
      }
      return { output: { segments: [], plan: { head, beats: [...before.beats, ...beats] } }, faults }
    },
  }
}
