import { copyFile, glob } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ServerPlace } from '../server/code-server.ts'
import { installExtension, startServer } from '../server/code-server.ts'
import type { Session } from '../session.ts'
import { runMocha } from '../suite/run-mocha.ts'
import type { Tell } from '../suite/suite-events.ts'
import { closeWindows, setStage } from './stage.ts'

/** Runs the tests that drive the editor through a browser, on a server of their own with the packaged extension. */
export async function uiSuite(session: Session, grep: string | undefined, tell: Tell): Promise<void> {
  const place: ServerPlace = { tools: session.tools, folder: join(session.folder, 'ui'), log: join(session.output, 'ui-server.log') }
  await installExtension(place, session.vsix)
  const server = await startServer(place, { testDriver: false, environment: {} })
  session.servers.push(server)
  const dataFolder = join(place.folder, 'coldopen-data')
  setStage({ url: server.url, serverPid: server.pid, browser: session.browser, folder: session.folder, output: session.output, dataFolder })
  const hooks = {
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest
      await closeWindows(test?.state === 'failed' ? fileNameOf(test.fullTitle()) : undefined)
    },
  }
  const files = await Array.fromAsync(glob(join(session.root, 'test', 'ui', '*.test.ts')))
  await runMocha({ files: files.toSorted(), grep, timeout: 120_000, retries: 1, hooks }, tell)
  setStage(undefined)
  await keepLogs(dataFolder, session.output)
}

/** The extension's own server leaves its logs in its data folder, which does not outlive this run. */
async function keepLogs(dataFolder: string, output: string): Promise<void> {
  for await (const log of glob(join(dataFolder, '*.log'))) await copyFile(log, join(output, `coldopen-${basename(log)}`))
}

const fileNameOf = (title: string): string => `ui-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 80)}`
