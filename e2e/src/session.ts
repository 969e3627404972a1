import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import type { Tools } from './install/install-tools.ts'
import { killAllGroups } from './processes/process-groups.ts'
import { endStrays, killStrays } from './processes/strays.ts'
import type { CodeServer } from './server/code-server.ts'

/** One run of the tests: the folder in which everything of it is kept, the browser, and the servers that were started. */
export type Session = {
  /** The folder of the tests' own package. */
  readonly root: string
  readonly folder: string
  /** The folder within it for logs and screenshots. */
  readonly output: string
  readonly tools: Tools
  /** The packaged extension. */
  readonly vsix: string
  readonly browser: Browser
  readonly servers: CodeServer[]
}

/** Makes a folder for everything of this run; it goes when this process does. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-e2e-'))
  process.on('exit', () => {
    killAllGroups()
    killStrays(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await mkdir(join(folder, 'output'))
  return folder
}

export async function closeSession(session: Session): Promise<void> {
  await session.browser.close()
  await Promise.all(session.servers.map(server => server.stop()))
  await endStrays(session.folder)
}
