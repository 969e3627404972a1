import { dataFolder, heldElsewhere, holdRun } from '@coldopen/client'
import { exitCodes } from './exit-code.ts'
import type { Host } from './program.ts'

/** Does what writes the files of a run while nobody else does. Answers the exit code; where somebody has them it says so. */
export const holding = async (host: Host, run: string, act: () => Promise<number>): Promise<number> => {
  const held = await holdRun(dataFolder(host.env), run)
  if (!held) {
    host.stderr.write(`${heldElsewhere}\n`)
    return exitCodes.stopped
  }
  try {
    return await act()
  } finally {
    held.release()
  }
}
