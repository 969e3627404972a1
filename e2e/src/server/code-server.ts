import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Tools } from '../install/install-tools.ts'
import { endGroup, startGroup } from '../processes/process-groups.ts'
import { runToEnd } from '../processes/run-to-end.ts'
import { serverEnvironment } from './server-environment.ts'
import { editorSettings } from './settings.ts'

/** Where a server keeps everything: a fresh folder, in which it also has its home. */
export type ServerPlace = { readonly tools: Tools; readonly folder: string; readonly log: string }

export type CodeServer = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> }

export type ServerOptions = {
  /** Lets a page run an extension's test suite; it also keeps notifications from being shown. */
  readonly testDriver: boolean
  readonly environment: Readonly<Record<string, string>>
  /** Folders are not trusted until somebody says so. */
  readonly restricted?: boolean
}

export type Settings = Readonly<Record<string, unknown>>

/** Sets the editor's settings, those of the person and those of the machine, whatever they were. */
export async function writeSettings(place: Pick<ServerPlace, 'folder'>, own: Settings = {}, ofMachine: Settings = {}): Promise<void> {
  for (const [folder, settings] of [['User', { ...editorSettings, ...own }], ['Machine', ofMachine]] as const) {
    await mkdir(join(place.folder, 'data', folder), { recursive: true })
    await writeFile(join(place.folder, 'data', folder, 'settings.json'), JSON.stringify(settings))
  }
}

/** Installs a packaged extension into a server that is not running yet. */
export async function installExtension(place: ServerPlace, vsix: string, settings: Settings = {}): Promise<void> {
  await writeSettings(place, settings)
  await writeFile(join(place.folder, 'config.yaml'), 'auth: none\n')
  await runToEnd(place.tools.node, [...programArguments(place), '--install-extension', vsix], {
    cwd: place.folder,
    env: serverEnvironment(process.env, place.folder),
    log: place.log,
  })
}

/** Adds an unpacked extension of the tests' own to a server that is not running yet. */
export async function addExtension(place: Pick<ServerPlace, 'folder'>, source: string): Promise<void> {
  const extensions = join(place.folder, 'extensions')
  const list = join(extensions, 'extensions.json')
  const { publisher, name, version }: { publisher: string; name: string; version: string } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  const relativeLocation = `${publisher}.${name}-${version}`
  const path = join(extensions, relativeLocation)
  await cp(source, path, { recursive: true })
  const added = { identifier: { id: `${publisher}.${name}` }, version, location: { $mid: 1, path, scheme: 'file' }, relativeLocation }
  await writeFile(list, JSON.stringify([...JSON.parse(await readFile(list, 'utf8')), added]))
}

/** Starts a server on a free port of this machine, and resolves when it answers. */
export async function startServer(place: ServerPlace, options: ServerOptions): Promise<CodeServer> {
  const log = openSync(place.log, 'a')
  const began = (await readFile(place.log, 'utf8')).length
  const child = startGroup(place.tools.node, [...programArguments(place), ...serverArguments(options)], {
    cwd: place.folder,
    env: { ...serverEnvironment(process.env, place.folder), ...options.environment },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  if (child.pid === undefined) throw new Error(`${place.tools.node} could not be started.`)
  const pid = child.pid
  for (let waited = 0; waited < 60_000; waited += 100) {
    const text = (await readFile(place.log, 'utf8')).slice(began)
    const url = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1]
    if (url !== undefined && (await isHealthy(url))) return { url, pid, stop: () => endGroup(pid) }
    if (child.exitCode !== null) break
    await wait(100)
  }
  await endGroup(pid)
  throw new Error(`The editor's server did not start; the end of ${place.log}:\n${(await readFile(place.log, 'utf8')).slice(-2000)}`)
}

const programArguments = (place: ServerPlace): string[] => [
  place.tools.codeServer,
  '--config',
  join(place.folder, 'config.yaml'),
  '--user-data-dir',
  join(place.folder, 'data'),
  '--extensions-dir',
  join(place.folder, 'extensions'),
]

const serverArguments = (options: ServerOptions): string[] => [
  '--auth=none',
  '--bind-addr=127.0.0.1:0',
  '--disable-telemetry',
  '--disable-update-check',
  ...(options.restricted ? [] : ['--disable-workspace-trust']),
  '--disable-getting-started-override',
  '--ignore-last-opened',
  // An extension host outlives its window for this many seconds.
  '--reconnection-grace-time=2',
  ...(options.testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
]

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    response => response.ok,
    () => false,
  )
