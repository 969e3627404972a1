import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The commands of all tests keep what they compile in one folder, so that the next starts sooner; it is gone at the end. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'coldopen-cli-compiled-'))
  process.env['NODE_COMPILE_CACHE'] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
