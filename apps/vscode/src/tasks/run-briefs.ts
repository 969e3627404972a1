import { ColdopenError, type Say } from '@coldopen/client'

/** Something that is wrong with a file. `isInText`: an editor that has the file open tells it already. */
export type Finding = { readonly file: string; readonly line: number; readonly message: string; readonly isInText: boolean }

/** What was done with one brief, in a sentence, and what is wrong with it or its script. */
export type Done = { readonly said: string; readonly findings?: readonly Finding[] }

/** Does the task's work with one brief. Throws a ColdopenError; `cancelled` when `signal` has ended it. */
export type Act = (file: string, told: { readonly progress: (line: string) => void; readonly signal: AbortSignal }) => Promise<Done>

/** Who hears of it: a screen, and the list of problems. */
export type Audience = {
  readonly line: (text: string) => void
  /** Takes the place of the line of progress before it. */
  readonly progress: (text: string) => void
  readonly found: (file: string, findings: readonly Finding[]) => void
  /** What a file is called in front of the writer. */
  readonly nameOf: (file: string) => string
  readonly say: Say
}

/** As the command line has it: wrong input is 2, a run that failed or a script that is not in order 1, and 1 outweighs 2. */
export const exitCodes = { done: 0, stopped: 1, usage: 2, cancelled: 130 } as const

const usageCodes: readonly string[] = ['invalid-input', 'not-found', 'conflict', 'file-processing', 'storage']

const failedAs = (error: unknown, file: string): { readonly exit: number; readonly finding: Finding } => {
  const { code, message } = error instanceof ColdopenError ? error : new ColdopenError('model-failed', error instanceof Error ? error.message : String(error), error)
  const exit = code === 'cancelled' ? exitCodes.cancelled : usageCodes.includes(code) ? exitCodes.usage : exitCodes.stopped
  const line = Number(/\bLine (\d+)/.exec(message)?.[1] ?? 1) - 1
  return { exit, finding: { file, line, message, isInText: code === 'invalid-input' } }
}

/** Does a task's work with every brief, one after another, whether one before it has failed or not. Answers the exit code. */
export const runBriefs = async (files: readonly string[], act: Act, to: Audience & { readonly signal: AbortSignal }): Promise<number> => {
  const { say, signal } = to
  const exits: number[] = []
  for (const [at, file] of files.entries()) {
    if (signal.aborted) break
    to.line(`[${at + 1}/${files.length}] ${to.nameOf(file)}`)
    to.found(file, [])
    try {
      const { said, findings = [] } = await act(file, { progress: to.progress, signal })
      to.line(`  ${said}`)
      for (const { file: of, line, message } of findings) to.line(`  ${to.nameOf(of)}:${line + 1}: ${message}`)
      to.found(file, findings)
      exits.push(findings.length > 0 ? exitCodes.stopped : exitCodes.done)
    } catch (error) {
      const { exit, finding } = failedAs(error, file)
      if (exit === exitCodes.cancelled) break
      to.line(`  ${to.nameOf(file)}:${finding.line + 1}: ${finding.message}`)
      to.found(file, [finding])
      exits.push(exit)
    }
  }
  const wrong = exits.filter(exit => exit !== exitCodes.done)
  if (exits.length < files.length) {
    to.line(say('Stopped. {0} of {1} briefs were done; what has arrived stays.', exits.length - wrong.length, files.length))
    return exitCodes.cancelled
  }
  if (files.length !== 1) to.line(say('{0} of {1} briefs: nothing wrong.', exits.length - wrong.length, files.length))
  return wrong.length === 0 ? exitCodes.done : Math.min(...wrong)
}
