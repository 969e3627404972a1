import { lstat, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import { briefSchema, checkBrief, ColdopenError, formatNames, rosterEntrySchema, type Brief } from '@coldopen/core/protocol'
import { readFrontMatter, writeFrontMatter, type Read } from '@coldopen/script'
import { z } from 'zod'
import { fileError } from '../atomic-file.ts'
import { utf8Text } from '../utf8-text.ts'

/** What a brief is called when we write it. */
export const briefFileName = 'brief.md'

const rosterSchema = z.array(rosterEntrySchema)

/** A field as it is spelt in a file. */
const spelt = (field: string): string => field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

const options = briefSchema.omit({ format: true, idea: true, roster: true })

/** The fields of front matter beside `coldopen` and `roster`, and what a brief calls them. */
const fields = new Map(options.keyof().options.map(field => [spelt(field), field]))

const optionSchemas: { [field: string]: z.ZodType } = Object.fromEntries(Object.entries(options.shape).map(([field, schema]) => [spelt(field), schema]))
const coldopen = z.enum(formatNames)
const withRoster = z.strictObject({ ...optionSchemas, coldopen, roster: rosterSchema.optional() })
const withRosterFile = z.strictObject({ ...optionSchemas, coldopen, roster: z.string().trim().min(1) })
/** What the front matter of a brief may say: every option as it is spelt there, and the roster or the file that has it. */
export const frontMatterSchema = z.strictObject({ coldopen, ...optionSchemas, roster: z.union([z.string().trim().min(1), rosterSchema]).optional() })

const peek = z.object({ roster: z.unknown() }).partial()

const briefOf = (front: { coldopen: Brief['format']; [field: string]: unknown }, idea: string, roster: Brief['roster']): Brief => {
  const said = [...fields].flatMap(([name, field]) => (front[name] === undefined ? [] : [[field, front[name]]]))
  return briefSchema.parse({ ...Object.fromEntries(said), format: front.coldopen, idea, ...(roster && { roster }) })
}

/** A brief as its file has it. `rosterFile` names the file in which the roster is, when it is not in the brief itself. */
export type BriefFile = { readonly brief: Brief; readonly rosterFile?: string }

/** Reads the text of a brief: front matter, and below it the idea. A problem names its line and field. */
export const readBriefText = (text: string): Read<BriefFile> => {
  const first = readFrontMatter(text, peek)
  if (!first.ok) return first
  const idea = first.value.body.trim()
  const noIdea: Read<never> = { ok: false, problem: 'The idea is missing: write it below the front matter.' }
  if (typeof first.value.data.roster === 'string') {
    const read = readFrontMatter(text, withRosterFile)
    if (!read.ok) return read
    return idea === '' ? noIdea : { ok: true, value: { brief: briefOf(read.value.data, idea, undefined), rosterFile: read.value.data.roster } }
  }
  const read = readFrontMatter(text, withRoster)
  if (!read.ok) return read
  return idea === '' ? noIdea : { ok: true, value: { brief: briefOf(read.value.data, idea, read.value.data.roster) } }
}

/** Reads a roster, JSON or YAML: a list of characters, or a bible that has one. */
export const readRosterText = (text: string): Read<NonNullable<Brief['roster']>> => {
  // As the value of a field of front matter, so that a problem names its line; two lines stand above it then.
  const above = 2
  const wrapped = `---\nroster:\n ${text.replace(/^\uFEFF/, '').replaceAll('\n', '\n ')}\n---\n`
  const inLines = <Value>(read: Read<Value>): Read<Value> => {
    if (read.ok) return read
    return { ok: false, problem: read.problem.replace(/^Line (\d+)/, (_, line: string) => `Line ${Math.max(1, Number(line) - above)}`).replace(', roster', ', ') }
  }
  const first = inLines(readFrontMatter(wrapped, peek))
  if (!first.ok) return first
  const isBible = typeof first.value.data.roster === 'object' && first.value.data.roster !== null && 'characters_roster' in first.value.data.roster
  if (isBible) {
    const read = inLines(readFrontMatter(wrapped, z.object({ roster: z.object({ characters_roster: rosterSchema }) })))
    return read.ok ? { ok: true, value: read.value.data.roster.characters_roster } : read
  }
  const read = inLines(readFrontMatter(wrapped, z.object({ roster: rosterSchema })))
  return read.ok ? { ok: true, value: read.value.data.roster } : read
}

const maxBytes = 1_000_000

const readText = async (file: string): Promise<string> => {
  try {
    const { size } = await lstat(await realpath(file))
    if (size > maxBytes) throw new ColdopenError('invalid-input', `${basename(file)} is larger than a megabyte, and so no brief or roster.`)
    const text = utf8Text(await readFile(file))
    if (text === undefined) throw new ColdopenError('invalid-input', `${basename(file)} is not UTF-8 text; save it as UTF-8.`)
    return text
  } catch (error) {
    throw fileError(error, basename(file), 'read')
  }
}

/** The roster's file stands beside the brief or below it, and nowhere else. */
const rosterPath = async (folder: string, name: string): Promise<string> => {
  const outside = new ColdopenError('invalid-input', `roster: ${name} is not in the brief's folder; put it there, and name it without a way out of it.`)
  const path = resolve(folder, name)
  if (!path.startsWith(resolve(folder) + sep)) throw outside
  try {
    const real = await realpath(path)
    if (!real.startsWith((await realpath(folder)) + sep)) throw outside
    return real
  } catch (error) {
    if (error instanceof ColdopenError) throw error
    throw new ColdopenError('invalid-input', `roster: there is no file ${name} in the brief's folder.`, error)
  }
}

/** The line of the first field of the file that a sentence speaks of, as the beginning of a sentence; nothing where it speaks of none. */
const lineFor = (text: string, sentence: string): string => {
  const places = [...fields.keys(), 'roster'].map(name => ({ name, at: sentence.search(new RegExp(`(?<![\\w])${name}(?![\\w])`)) }))
  const lines = text.split('\n')
  const spokenOf = places.filter(place => place.at !== -1).toSorted((a, b) => a.at - b.at)
  const line = spokenOf.map(({ name }) => lines.findIndex(each => each.startsWith(`${name}:`))).find(at => at !== -1)
  return line === undefined ? '' : `Line ${line + 1}: `
}

/** Refuses a brief that contradicts itself or its format, and names the line. */
const checkFile = (brief: Brief, text: string, name: string): void => {
  try {
    checkBrief(brief)
  } catch (error) {
    if (!(error instanceof ColdopenError)) throw error
    throw new ColdopenError(error.code, `${name}: ${lineFor(text, error.message)}${error.message}`, error)
  }
}

/** Reads a roster from disk. Throws `invalid-input` with a sentence that names file, line and field. */
export const loadRoster = async (file: string, name = basename(file)): Promise<NonNullable<Brief['roster']>> => {
  const read = readRosterText(await readText(file))
  if (read.ok) return read.value
  throw new ColdopenError('invalid-input', `${name}: ${read.problem}`)
}

/**
 * Reads a brief and its roster from disk. Throws `invalid-input` with a sentence that names file, line and field, and
 * `file-processing` when a file cannot be read. With `open` the brief's text is that, as an editor has it.
 */
export const loadBrief = async (file: string, open?: string): Promise<Brief> => {
  const text = open ?? (await readText(file))
  const read = readBriefText(text)
  if (!read.ok) throw new ColdopenError('invalid-input', `${basename(file)}: ${read.problem}`)
  const { rosterFile } = read.value
  const roster = rosterFile === undefined ? undefined : await loadRoster(await rosterPath(dirname(file), rosterFile), rosterFile)
  const brief = roster ? { ...read.value.brief, roster } : read.value.brief
  checkFile(brief, text, basename(file))
  return brief
}

/** A brief as the text of its file; `notice` is the sentence that a sample's files bear. */
export const briefText = (brief: Brief, bears: { notice?: string | undefined } = {}): string => {
  const said = [...fields].map(([name, field]) => [name, brief[field] === false ? undefined : brief[field]])
  const front = writeFrontMatter('', { coldopen: brief.format, ...Object.fromEntries(said), roster: brief.roster }, bears.notice)
  if (!front.ok) throw new ColdopenError('file-processing', `The brief cannot be written as a file: ${front.problem}`)
  return `${front.value}\n${brief.idea}\n`
}

/** Whether a file is a brief, by its front matter. */
export const isBriefText = (text: string): boolean => readFrontMatter(text, z.object({ coldopen: z.string() })).ok
