import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import type { Tell } from '../suite/suite-events.ts'
import type { SuiteListener } from './listen-to-suite.ts'

export type HostRun = {
  readonly url: string
  /** The folder the window opens, the extension as it was installed, and the bundled suite. */
  readonly workspace: string
  readonly extension: string
  readonly entry: string
  /** Where the console of the extension host and screenshots go. */
  readonly output: string
}

/** How long the suite may be silent, and how long it may take to begin, in milliseconds. */
const patience = 120_000

/**
 * Opens a window whose extension host runs the suite, and waits for the suite's end. A suite that dies, or falls silent, is
 * told as one more failure.
 */
export async function runHostSuite(run: HostRun, browser: Browser, suite: { listener: SuiteListener; tell: Tell; lastHeard: () => number }): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const { promise: exited, resolve: exit } = Promise.withResolvers<string>()
  await page.exposeFunction('codeAutomationLog', (_type: unknown, parts: unknown[]) =>
    appendFile(join(run.output, 'host-console.log'), `${format(...parts)}\n`),
  )
  await page.exposeFunction('codeAutomationExit', (code: unknown) => exit(`ended with ${String(code)}`))
  page.on('crash', () => exit('was lost with its window'))
  await page.goto(windowAddress(run))
  const outcome = await Promise.race([
    suite.listener.ended,
    exited.then(how => settle(suite.listener.ended, `The extension host ${how} before its suite did; see host-console.log.`)),
    silence(suite.lastHeard, page),
  ])
  if (outcome !== undefined) {
    suite.tell({ type: 'fail', title: 'the suite in the extension host', depth: 1, reason: outcome })
    await page.screenshot({ path: join(run.output, 'host-window.png') })
  }
  await page.close()
}

/** Events that were sent last may arrive a little after the exit. */
async function settle(ended: Promise<void>, otherwise: string): Promise<string | undefined> {
  return Promise.race([ended.then(() => undefined), new Promise<string>(resolve => setTimeout(resolve, 1000, otherwise))])
}

async function silence(lastHeard: () => number, page: Page): Promise<string | undefined> {
  while (!page.isClosed()) {
    const left = lastHeard() + patience - Date.now()
    if (left <= 0) return `Nothing was heard of the suite for ${patience / 1000} s.`
    await new Promise(resolve => setTimeout(resolve, Math.min(left, 1000)))
  }
  return undefined
}

function windowAddress(run: HostRun): string {
  const remote = (path: string): string => `vscode-remote://${new URL(run.url).host}${path}`
  const payload = [
    ['extensionDevelopmentPath', remote(run.extension)],
    ['extensionTestsPath', remote(run.entry)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ]
  return `${run.url}/?folder=${encodeURIComponent(run.workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`
}
