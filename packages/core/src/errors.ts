import { keysOf } from './keys-of.ts'

/** Every way in which Coldopen can fail, and the HTTP status that says the same. The list is closed. */
export const errorStatus = {
  'invalid-input': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'rate-limited': 429,
  'budget-exceeded': 402,
  'model-connection': 502,
  'model-unauthorized': 502,
  'model-not-found': 502,
  'model-refused': 422,
  'model-filtered': 422,
  'model-truncated': 502,
  'model-stalled': 504,
  'model-failed': 502,
  'story-generation': 500,
  'illustration-generation': 500,
  'video-generation': 500,
  'file-processing': 422,
  storage: 507,
  cancelled: 499,
} as const

export type ErrorCode = keyof typeof errorStatus

export const errorCodes = keysOf(errorStatus)

/**
 * The one error class. The message is a sentence for the person who meets it: what happened, to what, and what to do.
 * It never holds a key or a piece of a script.
 */
export class ColdopenError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'ColdopenError'
    this.code = code
  }
}
