import { copyFile, glob, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ServerPlace } from '../server/code-server.ts'
import { addExtension, installExtension, startServer, writeSettings } from '../server/code-server.ts'
import type { Session } from '../session.ts'
import { runMocha } from '../suite/run-mocha.ts'
import type { Tell } from '../suite/suite-events.ts'
import { patience } from './editor-window.ts'
import { closeWindows, setStage, type KeepingServer, type RestrictedServer } from './stage.ts'

/** Runs the tests that drive the editor through a browser, on a server of their own with the packaged extension. */
export async function uiSuite(session: Session, grep: string | undefined, tell: Tell): Promise<void> {
  const place: ServerPlace = { tools: session.tools, folder: join(session.folder, 'ui'), log: join(session.output, 'ui-server.log') }
  await installExtension(place, session.vsix)
  await addExtension(place, join(session.root, 'assistant'))
  const server = await startServer(place, { testDriver: false, environment: {} })
  session.servers.push(server)
  const dataFolder = join(place.folder, 'coldopen-data')
  let restricted: Promise<RestrictedServer> | undefined
  let keeping: Promise<KeepingServer> | undefined
  setStage({
    url: server.url,
    serverPid: server.pid,
    browser: session.browser,
    folder: session.folder,
    output: session.output,
    dataFolder,
    setMachine: settings => writeSettings(place, {}, settings),
    restricted: () => (restricted ??= startRestricted(session)),
    keeping: () => (keeping ??= startKeeping(session)),
  })
  const hooks = {
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest
      await closeWindows(test?.state === 'failed' ? fileNameOf(test.fullTitle()) : undefined)
    },
  }
  const files = await Array.fromAsync(glob(join(session.root, 'test', 'ui', '*.test.ts')))
  await runMocha({ files: files.toSorted(), grep, timeout: 3 * patience, retries: 1, hooks }, tell)
  setStage(undefined)
  await keepLogs(place.folder, session.output)
}

/** A server on which no folder is trusted. A key runs a command as the palette does, but without asking whether it is enabled. */
async function startRestricted(session: Session): Promise<RestrictedServer> {
  const folder = join(session.folder, 'restricted')
  const place: ServerPlace = { tools: session.tools, folder, log: join(session.output, 'restricted-server.log') }
  await installExtension(place, session.vsix, { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' })
  await writeFile(join(folder, 'data', 'User', 'keybindings.json'), JSON.stringify([{ key: 'ctrl+alt+p', command: 'coldopen.planBrief' }]))
  const server = await startServer(place, { testDriver: false, environment: {}, restricted: true })
  session.servers.push(server)
  return { url: server.url, dataFolder: join(folder, 'coldopen-data') }
}

/** A server with the editor's own ways of keeping what is not saved. */
async function startKeeping(session: Session): Promise<KeepingServer> {
  const folder = join(session.folder, 'keeping')
  const place: ServerPlace = { tools: session.tools, folder, log: join(session.output, 'keeping-server.log') }
  await installExtension(place, session.vsix, { 'files.hotExit': 'onExit' })
  const server = await startServer(place, { testDriver: false, environment: {} })
  session.servers.push(server)
  return { url: server.url, backups: join(folder, 'data', 'User', 'Backups') }
}

/** The extension and its server leave their logs in folders that do not outlive this run. */
async function keepLogs(folder: string, output: string): Promise<void> {
  for await (const log of glob(join(folder, 'coldopen-data', '*.log'))) await copyFile(log, join(output, `coldopen-${basename(log)}`))
  const texts: string[] = []
  for await (const log of glob(join(folder, 'data', 'logs', '**', 'Coldopen.log'))) texts.push(`${log}\n${await readFile(log, 'utf8')}`)
  await writeFile(join(output, 'coldopen-extension.log'), texts.join('\n'))
}

const fileNameOf = (title: string): string => `ui-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 80)}`
