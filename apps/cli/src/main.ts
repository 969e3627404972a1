import { exitCodeOf, exitCodes, sayProblem } from './exit-code.ts'

/** Who closed the other end of a pipe (`coldopen runs | head`) wants no more of it; a run goes on at its server. */
const leave = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.stopped)
}
for (const stream of [process.stdout, process.stderr]) stream.on('error', leave)

try {
  const { createProgram } = await import('./program.ts')
  await createProgram(process).parseAsync()
} catch (error) {
  sayProblem(error)
  process.exitCode = exitCodeOf(error)
}
