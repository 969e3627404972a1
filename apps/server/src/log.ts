import { ColdopenError } from '@coldopen/core'
import { pino, type DestinationStream, type Logger } from 'pino'

export type { Logger }

/** What keys and passwords look like, wherever they stand in a line. */
const secrets = [
  /\b(?:Bearer|Basic)\s+[^\s"\\]+/gi,
  /\b(?:sk|pk|rk|gsk|xai)-[\w-]{8,}/g,
  /\bco_[\w-]{43}/g,
  /\bAIza[\w-]{20,}/g,
  /\b[0-9a-f]{64}\b/g,
  /(?<=:\/\/[^\s"/@:]*:)[^\s"/@]+(?=@)/g,
  /(?<=[?&]password=)[^\s"&]+/gi,
]

const withoutSecrets = (line: string): string => secrets.reduce((text, secret) => text.replace(secret, '[secret]'), line)

/** Where an error was thrown, without what it says: that may quote an input, an answer, or a statement with both. */
const framesOf = (error: Error): string[] => (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).slice(0, 12).map(line => line.trim())

const plainError = (error: unknown): object => {
  if (!(error instanceof Error)) return { type: typeof error }
  const code: unknown = 'code' in error ? error.code : undefined
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    ...(error instanceof ColdopenError && { message: error.message }),
    at: framesOf(error),
    ...(error.cause !== undefined && { cause: plainError(error.cause) }),
  }
}

/**
 * JSON lines on stderr, or to `to`; `level` sets how much (`LOG_LEVEL`, info by default). No key and no text of a script
 * comes into them: inputs are not logged, errors are told by where they were thrown, and what looks like a key is struck out.
 */
export const createLog = (level: string, to: DestinationStream = pino.destination({ dest: 2, sync: false })): Logger => {
  const known = level in pino.levels.values || level === 'silent' ? level : 'info'
  return pino({ level: known, base: { pid: process.pid }, serializers: { err: plainError } }, { write: line => to.write(withoutSecrets(line)) })
}
