#!/usr/bin/env node
import { exitCodeOf, exitCodes, sayProblem } from './exit-code.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Coldopen needs Node 22.18 or newer, and this is ${process.versions.node}. Run it as \`npx --yes pnpm@12 coldopen …\`, which brings its own.\n`)
  process.exit(2)
}

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
