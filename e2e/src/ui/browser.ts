import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** The browser that is driven: `CHROMIUM` in the environment, else Debian's. */
export const browserProgram = (environment: NodeJS.ProcessEnv): string => environment['CHROMIUM'] ?? '/usr/bin/chromium'

const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic']

/** Starts the browser without a window. Signals are ours to handle, so that everything ends in its order. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...quiet],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
}
