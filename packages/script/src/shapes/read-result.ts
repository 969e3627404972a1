import type { z } from 'zod'
import type { FieldPath } from './live-edit.ts'

/** What reading a file gave: the value, or one sentence that says what is wrong and where. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }

/** What is wrong with a field: its path, and the reason in a few words. */
export type Issue = { readonly path: FieldPath; readonly reason: string }

/** Lines are counted from 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** A path as people write it: `story_set[2].dialogue[0].line`. */
const fieldName = (path: FieldPath): string =>
  path.map((key, position) => (typeof key === 'number' ? `[${key}]` : position === 0 ? key : `.${key}`)).join('')

const valueAt = (value: unknown, path: FieldPath): unknown => {
  let at = value
  for (const key of path) at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined
  return at
}

/** The first field of a value that a schema does not take. */
export const firstIssue = (error: z.ZodError, value: unknown): Issue => {
  const issue = error.issues[0]
  const path = (issue?.path ?? []).filter((key) => typeof key !== 'symbol')
  if (issue?.code === 'unrecognized_keys') return { path: [...path, ...issue.keys.slice(0, 1)], reason: 'there is no such field' }
  if (valueAt(value, path) === undefined) return { path, reason: 'is missing' }
  return { path, reason: issue?.message.replace(/^Invalid (?:input|option): /, '') ?? 'not valid' }
}

export const problemAt = (line: number, issue: Issue): string =>
  `Line ${line}, ${fieldName(issue.path) || 'the document'}: ${issue.reason}.`
