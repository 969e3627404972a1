import { createHash } from 'node:crypto'
import { briefSchema, ColdopenError } from '@coldopen/core/protocol'
import { z } from 'zod'

/** The version that this program writes; it reads no newer one. */
const version = 1

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const textSchema = z.object({
  /** SHA-256 of the text as it was left. */
  hash: hash.optional(),
  /** SHA-256 of what was about to be written: after a crash it is one or the other, and ours either way. */
  next: hash.optional(),
})

const fileSchema = textSchema.extend({
  /** The file has the writer's words in it: text is added to it, and nothing of it is replaced. */
  edited: z.boolean().optional(),
})

/** An address without anything secret in it. */
const addressSchema = z.url().refine(address => {
  const { username, password, search } = new URL(address)
  return username === '' && password === '' && search === ''
}, 'a server is named without a key')

/** What resumes a run: `<slug>.coldopen.json`. */
export const sidecarSchema = z.object({
  version: z.literal(version),
  run: z.string().min(1),
  /** Where the run lives, when it is not the local server. Never a token. */
  server: addressSchema.optional(),
  /** Everything up to this event is in the files: a catch-up asks for what comes after it. */
  lastEvent: z.int().min(0),
  /** The last event that had been told; an editor may have in its documents what came up to it. */
  told: z.int().min(0),
  /** The run has ended, and everything of it is in the files. */
  ended: z.boolean().optional(),
  /** How many sets there are, which decides how their files are named. */
  parts: z.int().min(0),
  sample: z.boolean(),
  brief: briefSchema,
  /** The brief's own file, when the writer has one in this folder. */
  briefFile: z.string().regex(/^[^/\\\0]+$/).optional(),
  /** The script's own file, where the writer has given it another name. */
  scriptFile: z.string().regex(/^[^/\\\0]+$/).optional(),
  /** By name: files of this folder, and of no other. */
  files: z.record(z.string().regex(/^[^/\\\0]+$/), fileSchema),
  /** What the script's file has of segments that are still being written, by id. */
  passages: z.record(z.string(), textSchema),
  /** Ids of the segments that are not to be drafted again. */
  locks: z.array(z.string()),
})

export type Sidecar = z.infer<typeof sidecarSchema>
export type TextRecord = z.infer<typeof textSchema>
export type FileRecord = z.infer<typeof fileSchema>

export const hashOf = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

export const sidecarText = (sidecar: Sidecar): string => `${JSON.stringify(sidecar, null, 2)}\n`

/** Reads a sidecar. Throws `file-processing` with a sentence that says what is wrong with it. */
export const readSidecar = (text: string, name: string): Sidecar => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ColdopenError('file-processing', `${name} is not JSON any more, so the run cannot be found by it; resume by the run's id.`, error)
  }
  const found = z.object({ version: z.int() }).safeParse(value)
  if (found.success && found.data.version > version) {
    throw new ColdopenError('file-processing', `${name} was written by a newer Coldopen: use that one, or a newer one still.`)
  }
  const parsed = sidecarSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') ?? ''
  throw new ColdopenError('file-processing', `${name} cannot be used: ${where || 'the file'}: ${issue?.message ?? 'malformed'}.`)
}

/** True for the text as it was left, and for what was about to be written when a process died. */
export const isOurs = (record: TextRecord | undefined, found: string): boolean => {
  return record !== undefined && (record.hash === found || record.next === found)
}
