import { z } from 'zod'
import { bibleSchema } from '../schema/bible.ts'
import { chunkSchema } from '../schema/chunk.ts'
import { scriptSchema, type Script } from '../schema/script.ts'
import { fieldsInOrder } from './json/schema-walk.ts'
import { jsonText } from './json/whole.ts'
import { chunkMarkdown, noticeMarkdown, stitched } from './markdown/chunk.ts'
import { scriptMarkdown } from './markdown/whole.ts'

/** The whole of a script of chunks: its bible, and the chunks that exist so far in the order of their numbers. */
export const chunkedScriptSchema = z.object({ bible: bibleSchema, chunks: z.array(chunkSchema) })

export type ChunkedScript = z.infer<typeof chunkedScriptSchema>

/** The shapes that a whole script can be given as one file. */
export const scriptShapes = ['markdown', 'json'] as const

export type ScriptShape = (typeof scriptShapes)[number]

const markdownOf = (script: Script | ChunkedScript): string => {
  if ('segments' in script) return scriptMarkdown(script)
  const { notice } = script.bible.generation_info
  return stitched([noticeMarkdown(notice), ...script.chunks.map(chunk => chunkMarkdown(chunk.text))])
}

const jsonOf = (script: Script | ChunkedScript): string => jsonText(fieldsInOrder('segments' in script ? scriptSchema : chunkedScriptSchema, script))

const texts: Readonly<Record<ScriptShape, (script: Script | ChunkedScript) => string>> = { markdown: markdownOf, json: jsonOf }

/** A whole script as one file of a shape: what there is of it, ending with a line end. */
export const scriptAs = (script: Script | ChunkedScript, shape: ScriptShape): string => texts[shape](script)
