import type { z } from 'zod'
import { bibleSchema, type Bible } from '../../schema/bible.ts'
import { canonicalPackSchema, type CanonicalPack } from '../../schema/pack.ts'
import { setSchema, type ScriptSet } from '../../schema/segment.ts'
import { firstIssue, lineAt, problemAt, type Read } from '../read-result.ts'
import { placeIn } from './place.ts'

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
  const issue = firstIssue(result.error, json)
  return { ok: false, problem: problemAt(lineAt(source, placeIn(source, issue.path).value), issue) }
}

/** Reads a `<slug>_metadata.json`. */
export const readBible = (text: string): Read<Bible> => readJson(text, bibleSchema)

/** Reads a `<slug>_set_NN.json`. */
export const readSet = (text: string): Read<ScriptSet> => readJson(text, setSchema)

/** Reads a `<slug>_pack.json`. */
export const readPack = (text: string): Read<CanonicalPack> => readJson(text, canonicalPackSchema)
