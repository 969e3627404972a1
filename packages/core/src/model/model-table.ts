import { z } from 'zod'
import { createScanner } from '../json/scanner.ts'
import { capabilitySchema, type Provider } from './capability-schema.ts'
import { parseJson } from './stream-json.ts'

const rowSchema = z.strictObject(capabilitySchema.omit({ api: true }).partial().shape)
const rows = z.record(z.string().min(1), rowSchema).optional()
const tableProviders = ['openai', 'openai-chat', 'vscode'] as const
const tableSchema = z.strictObject({ openai: rows, 'openai-chat': rows, vscode: rows })

type TableRow = { readonly provider: Provider; readonly model: string; readonly fields: z.infer<typeof rowSchema> }

/** What a user knows of models, by `provider/model`. */
export type ModelTable = ReadonlyMap<string, TableRow>

export type ReadTable = { readonly ok: true; readonly table: ModelTable } | { readonly ok: false; readonly problem: string }

/**
 * Reads a table of models: a JSON object of providers (`openai`, `openai-chat`, `vscode`), in each an object of models by name, in each
 * the fields of `Capability` that differ from what is built in or assumed, `api` aside:
 * `{"openai-chat": {"qwen3:30b": {"contextTokens": 40960, "price": {"input": 0, "output": 0}}}}`.
 * An empty text is an empty table. A problem is one sentence that names line and field.
 */
export const parseModelTable = (text: string): ReadTable => {
  const source = text.replace(/^\uFEFF/, '')
  if (source.trim() === '') return { ok: true, table: new Map() }
  const { lines, broken } = linesOf(source)
  if (broken !== undefined) return { ok: false, problem: `Line ${broken} is not valid JSON.` }
  const read = tableSchema.safeParse(parseJson(source))
  if (read.success) return { ok: true, table: tableOf(read.data) }
  const issue = read.error.issues[0]
  const within = issue?.path.map(String) ?? []
  const isUnknown = issue?.code === 'unrecognized_keys'
  const path = isUnknown ? [...within, ...issue.keys.slice(0, 1)] : within
  const reason = isUnknown ? 'there is no such field' : issue?.message.replace(/^Invalid \w+: /, '')
  return { ok: false, problem: `Line ${lines.get(JSON.stringify(path)) ?? 1}, ${path.join(' › ') || 'the document'}: ${reason ?? 'not valid'}.` }
}

export const rowOf = (table: ModelTable, model: { readonly provider: Provider; readonly model: string }): TableRow['fields'] | undefined => {
  return table.get(`${model.provider}/${model.model}`)?.fields
}

const tableOf = (read: z.infer<typeof tableSchema>): ModelTable => {
  const table = new Map<string, TableRow>()
  for (const provider of tableProviders) {
    for (const [model, fields] of Object.entries(read[provider] ?? {})) table.set(`${provider}/${model}`, { provider, model, fields })
  }
  return table
}

/** The line on which each value begins, counted from 1, by its path in JSON; or the one where the text stops being JSON. */
const linesOf = (source: string): { lines: Map<string, number>; broken?: number } => {
  const lines = new Map<string, number>()
  let line = 1
  const note = (path: readonly (string | number)[]): void => {
    const key = JSON.stringify(path.map(String))
    if (!lines.has(key)) lines.set(key, line)
  }
  const scanner = createScanner({ open: note, text: note, value: note })
  for (const part of source.split(/(?<=\n)/)) {
    scanner.push(part)
    line++
  }
  const end = scanner.end()
  return end.complete ? { lines } : { lines, broken: source.slice(0, end.at).split('\n').length }
}
