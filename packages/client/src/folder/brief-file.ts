import { lstat, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import { briefSchema, ColdopenError, formatNames, rosterEntrySchema, type Brief } from '@coldopen/core'
import { readFrontMatter, writeFrontMatter, type Read } from '@coldopen/script'
import { z } from 'zod'
import { fileError } from '../atomic-file.ts'

/** What a brief is called when we write it. */
export const briefFileName = 'brief.md'

const rosterSchema = z.array(rosterEntrySchema)
const { segments, perSet, noNarration, narrationOnlyFirst, adultStory, language } = briefSchema.shape

const frontMatterSchema = z.strictObject({
  coldopen: z.enum(formatNames),
  segments,
  per_set: perSet,
  no_narration: noNarration,
  narration_only_first: narrationOnlyFirst,
  adult_story: adultStory,
  language,
})

const withRoster = frontMatterSchema.extend({ roster: rosterSchema.optional() })
const withRosterFile = frontMatterSchema.extend({ roster: z.string().trim().min(1) })
const peek = z.object({ roster: z.unknown() }).partial()

type FrontMatter = Omit<z.infer<typeof withRoster>, 'roster'>

const briefOf = (front: FrontMatter, idea: string, roster: Brief['roster']): Brief => ({
  format: front.coldopen,
  idea,
  ...(front.segments !== undefined && { segments: front.segments }),
  ...(front.per_set !== undefined && { perSet: front.per_set }),
  noNarration: front.no_narration,
  narrationOnlyFirst: front.narration_only_first,
  adultStory: front.adult_story,
  ...(front.language !== undefined && { language: front.language }),
  ...(roster && { roster }),
})

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
    return await readFile(file, 'utf8')
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

/**
 * Reads a brief and its roster from disk. Throws `invalid-input` with a sentence that names file, line and field, and
 * `file-processing` when a file cannot be read.
 */
export const loadBrief = async (file: string): Promise<Brief> => {
  const read = readBriefText(await readText(file))
  if (!read.ok) throw new ColdopenError('invalid-input', `${basename(file)}: ${read.problem}`)
  const { brief, rosterFile } = read.value
  if (rosterFile === undefined) return brief
  const roster = readRosterText(await readText(await rosterPath(dirname(file), rosterFile)))
  if (!roster.ok) throw new ColdopenError('invalid-input', `${rosterFile}: ${roster.problem}`)
  return { ...brief, roster: roster.value }
}

/** A brief as the text of its file; `notice` is the sentence that a sample's files bear. */
export const briefText = (brief: Brief, options: { notice?: string | undefined } = {}): string => {
  const fields = {
    coldopen: brief.format,
    segments: brief.segments,
    per_set: brief.perSet,
    no_narration: brief.noNarration || undefined,
    narration_only_first: brief.narrationOnlyFirst || undefined,
    adult_story: brief.adultStory || undefined,
    language: brief.language,
    roster: brief.roster,
  }
  const front = writeFrontMatter('', fields, options.notice)
  if (!front.ok) throw new ColdopenError('file-processing', `The brief cannot be written as a file: ${front.problem}`)
  return `${front.value}\n${brief.idea}\n`
}

/** Whether a file is a brief, by its front matter. */
export const isBriefText = (text: string): boolean => readFrontMatter(text, z.object({ coldopen: z.string() })).ok
