import { bibleSchema, type Bible } from '../../schema/bible.ts'
import { canonicalPackSchema, type CanonicalPack } from '../../schema/pack.ts'
import { setSchema, type ScriptSet } from '../../schema/segment.ts'
import { fieldsInOrder } from './schema-walk.ts'

/** JSON as it stands in our files: two spaces a level, and a line end at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** A bible as a file, its keys in the schema's order. */
export const bibleJson = (bible: Bible): string => jsonText(fieldsInOrder(bibleSchema, bible))

/** A set as a file, its keys in the schema's order. */
export const setJson = (set: ScriptSet): string => jsonText(fieldsInOrder(setSchema, set))

/** A canonical pack as a file, its keys in the schema's order. */
export const packJson = (pack: CanonicalPack): string => jsonText(fieldsInOrder(canonicalPackSchema, pack))
