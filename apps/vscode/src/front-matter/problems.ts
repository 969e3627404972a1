import { briefSchema, checkBrief, ColdopenError, frontMatterSchema } from '@coldopen/client'
import type { z } from 'zod'
import { readFrontMatter, type FrontMatter, type Span } from './front-matter.ts'
import type { Say } from '@coldopen/client'
import { options, optionsFor } from './options.ts'

/** What puts a problem right: `text` in place of what stands at `at`. */
export type Fix = { readonly title: string; readonly at: Span; readonly text: string }

export type Problem = { readonly message: string; readonly at: Span; readonly fix?: Fix }

/** How many letters have to be changed to make one word the other. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The word that is meant, where one is near enough. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  const [best] = words.map(each => ({ each, far: distance(word.toLowerCase(), each) })).toSorted((a, b) => a.far - b.far)
  return best && best.far <= Math.ceil(best.each.length / 3) ? best.each : undefined
}

/** The lines of a field with their line ends. */
const linesOf = (text: string, front: FrontMatter, name: string): Span | undefined => {
  const field = front.fields.find(each => each.name === name)
  if (!field) return undefined
  const end = text.indexOf('\n', Math.max(field.key.end, (field.value?.end ?? 0) - 1))
  return { start: text.lastIndexOf('\n', field.key.start) + 1, end: end === -1 ? text.length : end + 1 }
}

const leaveOut = (text: string, front: FrontMatter, name: string, say: Say): { fix?: Fix } => {
  const lines = linesOf(text, front, name)
  return lines ? { fix: { title: say('Leave {0} out', name), at: lines, text: '' } } : {}
}

/** Fields that nobody knows, and those that this format has no use for. */
const strayFields = (text: string, front: FrontMatter, format: unknown, say: Say): Problem[] => {
  const suitable = optionsFor(format).map(({ name }) => name)
  return front.fields.flatMap(({ name, key }): Problem[] => {
    if (suitable.includes(name)) return []
    if (options.has(name)) return [{ message: say('The format {0} has no use for {1}.', String(format), name), at: key, ...leaveOut(text, front, name, say) }]
    const meant = nearest(name, suitable)
    const fix = meant === undefined ? leaveOut(text, front, name, say) : { fix: { title: say('Change it to {0}', meant), at: key, text: meant } }
    return [{ message: say('There is no field {0}.', name), at: key, ...fix }]
  })
}

const fixFor = (text: string, front: FrontMatter, issue: z.core.$ZodIssue, say: Say): { fix?: Fix } => {
  const [name] = issue.path
  const option = typeof name === 'string' && issue.path.length === 1 ? options.get(name) : undefined
  const at = front.fields.find(field => field.name === name)?.value
  if (!option || !at) return {}
  const said = text.slice(at.start, at.end).replace(/^(['"])(.*)\1$/s, '$2')
  const unquoted = option.type === 'number' && /^\d+$/.test(said) ? said : option.type === 'boolean' && /^(?:yes|on)$/i.test(said) ? 'true' : option.type === 'boolean' && /^(?:no|off)$/i.test(said) ? 'false' : undefined
  const { least, most } = option
  const within = issue.code === 'too_big' && most !== undefined ? String(most) : issue.code === 'too_small' && least !== undefined ? String(least) : undefined
  const meant = within ?? unquoted ?? nearest(said, option.values)
  return meant === undefined || meant === text.slice(at.start, at.end) ? {} : { fix: { title: say('Change it to {0}', meant), at, text: meant } }
}

const valueProblems = (text: string, front: FrontMatter, say: Say): Problem[] => {
  const parsed = frontMatterSchema.safeParse(front.data)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue): Problem[] => {
    // Told by name already.
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return []
    const at = front.placeOf(issue.path)
    const reason = issue.message.replace(/^Invalid (?:input|option): /, '')
    return [{ message: say('{0}: {1}.', issue.path.join('.') || 'coldopen', reason), at, ...fixFor(text, front, issue, say) }]
  })
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What contradicts itself, once every value is fit by itself. */
const contradictions = (front: FrontMatter, idea: string): Problem[] => {
  const said = Object.entries(typeof front.data === 'object' && front.data !== null ? front.data : {})
  const { coldopen, roster, ...rest } = Object.fromEntries(said)
  const brief = briefSchema.safeParse({
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [camel(name), value])),
    format: coldopen,
    idea: idea || '-',
    ...(Array.isArray(roster) && { roster }),
  })
  if (!brief.success) return []
  try {
    checkBrief(brief.data)
    return []
  } catch (error) {
    if (!(error instanceof ColdopenError)) throw error
    const { message } = error
    const [field] = front.fields.filter(({ name }) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(message))
    return [{ message, at: field?.key ?? front.placeOf(['coldopen']) }]
  }
}

/** Everything that is wrong with a brief, each with its place and, where it is plain, with what puts it right. */
export const problemsOf = (text: string, say: Say): Problem[] => {
  const front = readFrontMatter(text)
  if (!front) return []
  const top = { start: 0, end: text.indexOf('\n') }
  if (!front.closed) return [{ message: say('The front matter is not closed by a line of ---.'), at: top }]
  if (front.errors.length > 0) return front.errors.map(({ message, at }) => ({ message, at }))
  if (typeof front.data !== 'object' || front.data === null) return [{ message: say('The front matter has to be lines of the form key: value.'), at: top }]
  const format = 'coldopen' in front.data ? front.data.coldopen : undefined
  const body = text.slice(front.inside.end).replace(/^.*\n?/, '').trim()
  const found = [...strayFields(text, front, format, say), ...valueProblems(text, front, say)]
  if (found.length === 0) found.push(...contradictions(front, body))
  if (body === '') found.push({ message: say('The idea is missing: write it below the front matter.'), at: { start: front.inside.end, end: front.inside.end + 3 } })
  return found
}
