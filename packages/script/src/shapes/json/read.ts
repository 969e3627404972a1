import { z } from 'zod'
import { bibleSchema, type Bible } from '../../schema/bible.ts'
import { setSchema, type ScriptSet } from '../../schema/segment.ts'
import type { FieldPath } from '../live-edit.ts'
import { lineAt, type Read } from '../read-result.ts'
import { placeIn } from './place.ts'

/** A path as people write it: `story_set[2].dialogue[0].line`. */
export const fieldName = (path: FieldPath): string =>
  path.map((key, position) => (typeof key === 'number' ? `[${key}]` : position === 0 ? key : `.${key}`)).join('')

/** What is wrong with the first field that a schema does not take: its path, and the reason in a few words. */
export const firstIssue = (error: z.ZodError): { path: FieldPath; reason: string } => {
  const issue = error.issues[0]
  const reason = issue?.message.replace(/^Invalid input: /, '') ?? 'not valid'
  return {
    path: (issue?.path ?? []).filter((key) => typeof key !== 'symbol'),
    reason: reason.endsWith('received undefined') ? 'is missing' : reason,
  }
}

const readJson = <Value>(text: string, schema: z.ZodType<Value>): Read<Value> => {
  const source = text.replace(/^\uFEFF/, '')
  let json: unknown
  try {
    json = JSON.parse(source)
  } catch {
    return { ok: false, problem: `Line ${lineAt(source, placeIn(source, []).broken ?? source.length)} is not valid JSON.` }
  }
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, value: result.data }
  const { path, reason } = firstIssue(result.error)
  const line = lineAt(source, placeIn(source, path).value)
  return { ok: false, problem: `Line ${line}, ${fieldName(path) || 'the document'}: ${reason}.` }
}

/** Reads a `<slug>_metadata.json`. */
export const readBible = (text: string): Read<Bible> => readJson(text, bibleSchema)

/** Reads a `<slug>_set_NN.json`. */
export const readSet = (text: string): Read<ScriptSet> => readJson(text, setSchema)
