import type { RelayEnd } from '@coldopen/client'

export type ModelFailure = Extract<RelayEnd, { type: 'failed' }>

type Thrown = { readonly names: string; readonly words: string }

/** Everything an error and its causes are called and say; VS Code wraps what a provider threw. */
const thrown = (error: unknown, depth = 0): Thrown => {
  if (!(error instanceof Error)) return { names: '', words: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const cause = error.cause !== undefined && depth < 4 ? thrown(error.cause, depth + 1) : { names: '', words: '' }
  return { names: `${error.name} ${code} ${cause.names}`, words: [error.message, cause.words].filter(Boolean).join(': ') }
}

const quota = /quota|rate.?limit|too many requests|\b429\b|exhausted/i
const filter = /content.?filter|filtered|responsible.?ai|off_topic|safety|policy|refus/i

/** Longest sentence of a provider's that is passed on. */
const maxWords = 2000

/**
 * Why a language model of the editor did not answer. VS Code tells three things apart by code; a quota and a filter are told
 * by its providers in words alone.
 */
export const failureOf = (error: unknown): ModelFailure => {
  const { names, words } = thrown(error)
  const told = words === '' ? {} : { words: words.slice(0, maxWords) }
  const said = `${names} ${words}`
  if (/\bNoPermissions\b/.test(names)) return { type: 'failed', why: 'no-permission', ...told }
  if (/\bNotFound\b/.test(names)) return { type: 'failed', why: 'not-found', ...told }
  if (quota.test(said)) return { type: 'failed', why: 'quota', ...told }
  if (/\bBlocked\b/.test(names) || filter.test(said)) return { type: 'failed', why: 'filtered', ...told }
  return { type: 'failed', why: 'failed', ...told }
}
