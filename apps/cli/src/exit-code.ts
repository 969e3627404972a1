import { ColdopenError, meaningOf, ServerGone } from '@coldopen/client'
import { CommanderError } from 'commander'

/** 0 done; 1 a run that failed or stopped; 2 wrong usage, input, folder or port; 130 cancelled. */
export const exitCodes = { done: 0, stopped: 1, usage: 2, cancelled: 130 } as const

/** Wrong input, or a run, a folder or a port that is not as it was taken to be. */
const usageCodes: readonly string[] = ['invalid-input', 'not-found', 'conflict', 'file-processing', 'storage']

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  const meaning = meaningOf(error, '')
  if (meaning.code === 'cancelled') return exitCodes.cancelled
  if (meaning instanceof ServerGone) return exitCodes.stopped
  return usageCodes.includes(meaning.code) ? exitCodes.usage : exitCodes.stopped
}

/** One sentence on stderr. A stack is shown only to those who ask for it with COLDOPEN_DEBUG. */
export const sayProblem = (error: unknown): void => {
  if (error instanceof CommanderError) return
  const known = error instanceof ColdopenError || (error instanceof Error && error.name === 'TRPCClientError')
  const message = known ? meaningOf(error, 'this address').message : `Coldopen failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`
  process.stderr.write(`${message}\n`)
  if (process.env['COLDOPEN_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`)
}
