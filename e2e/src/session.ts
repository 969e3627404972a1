import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import type { Tools } from './install/install-tools.ts'
import type { CodeServer } from './server/code-server.ts'
import { launchBrowser } from './ui/browser.ts'

/** One run of the tests: the folder in which everything of it is kept, the browser, and the servers that were started. */
export type Session = {
  /** The folder of the tests' own package, and the one for logs and screenshots. */
  readonly root: string
  readonly output: string
  readonly folder: string
  readonly tools: Tools
  /** The packaged extension. */
  readonly vsix: string
  readonly browser: Browser
  readonly servers: CodeServer[]
}

export type SessionOptions = Pick<Session, 'root' | 'output' | 'tools' | 'vsix'> & { readonly browserProgram: string }

/** Makes the folder, which goes when this process does, and starts the browser. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-e2e-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const browser = await launchBrowser(options.browserProgram)
  const { root, output, tools, vsix } = options
  return { root, output, tools, vsix, folder, browser, servers: [] }
}

export async function closeSession(session: Session): Promise<void> {
  await session.browser.close()
  await Promise.all(session.servers.map(server => server.stop()))
}
