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
  if (!roster && !invented) return "the plan has no characters"
  const sheets = (invented ?? []).map((sheet, at) => ({ id: characterId(at + 1), ...sheet, name: wellFormed(sheet.name) }))
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
  let gap = false
  let happened: Happening[] = []

  const shown = new WeakMap<JsonPath, (string | number)[]>()
  /** Where the text stands in the whole bible: a continued outline goes on behind the beats that are kept. */
  const pathInBible = (path: JsonPath): (string | number)[] => {
    const known = shown.get(path)
    if (known) return known
    const [root, at] = path
    const placed = root === 'story_outline' && typeof at === 'number' ? [root, at + before.beats.length] : [...path]
    shown.set(path, placed)
    return placed
  }

  const scanner = createScanner(
    {
      text(path, text) {
        if (before.head && path[0] !== 'story_outline') return
        const place = pathInBible(path)
        const last = happened.at(-1)
        if (last?.type === 'plan-delta' && last.path === place) last.text += text
        else happened.push({ type: 'plan-delta', ...stamp, path: place, text })
      },
      value(path, value) {
        const [root, at] = path
        if (path.length === 1 && typeof root === 'string' && root !== 'story_outline') answered[root] = value
        if (root !== 'story_outline' || path.length !== 2 || typeof at !== 'number' || gap || at >= wanted.length) return
        if (typeof value === 'string' && !isGap(value)) return void beats.push(wellFormed(value))
        gap = true
        faults.push(`the outline has a gap at beat ${at + 1 + before.beats.length}`)
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
      const head = before.head ?? planHeadOf(answered, roster)
      if (typeof head === 'string') {
        return { output: { segments: [], plan: before }, faults: [...faults, head] }
      }
      return { output: { segments: [], plan: { head, beats: [...before.beats, ...beats] } }, faults }
    },
  }
}
