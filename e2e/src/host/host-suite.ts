import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ServerPlace } from '../server/code-server.ts'
import { installExtension, startServer } from '../server/code-server.ts'
import type { Session } from '../session.ts'
import type { Tell } from '../suite/suite-events.ts'
import { bundleHostSuite } from './bundle-host-suite.ts'
import type { HostOrders } from './host-orders.ts'
import { modelVendor, ordersVariable } from './host-orders.ts'
import { inSources } from './in-sources.ts'
import { listenToSuite } from './listen-to-suite.ts'
import { runHostSuite } from './run-host-suite.ts'

/** Runs the tests inside the extension host of a server of their own, which has the packaged extension. */
export const hostSuite = (session: Session, grep: string | undefined, tell: Tell): Promise<void> =>
  runInHost(session, { tests: 'host', ...(grep === undefined ? {} : { grep }), environment: {} }, tell)

/** What runs in an extension host: the tests of a folder of `test`, with more variables in their environment. */
export type InHost = { readonly tests: string; readonly grep?: string; readonly environment: Readonly<Record<string, string>> }

/** Runs such tests, as `hostSuite` does. */
export async function runInHost(session: Session, wish: InHost, tell: Tell): Promise<void> {
  const { grep } = wish
  const { entry, files } = await bundleHostSuite({ root: session.root, tests: wish.tests }, join(session.folder, 'host-suite'))
  const place: ServerPlace = { tools: session.tools, folder: join(session.folder, 'host'), log: join(session.output, 'host-server.log') }
  const workspace = join(session.folder, 'host', 'workspace')
  await mkdir(workspace, { recursive: true })
  await installExtension(place, session.vsix)
  await addModelVendor(await installedExtension(join(place.folder, 'extensions')))

  let heard = Date.now()
  const hear: Tell = event => {
    heard = Date.now()
    tell(event.type === 'fail' ? { ...event, reason: inSources(event.reason) } : event)
  }
  const socket = join(session.folder, 'suite.sock')
  const listener = await listenToSuite(socket, hear)
  const orders: HostOrders = { socket, files, ...(grep === undefined ? {} : { grep }) }
  const server = await startServer(place, { testDriver: true, environment: { ...wish.environment, [ordersVariable]: JSON.stringify(orders) } })
  session.servers.push(server)
  const extension = await installedExtension(join(place.folder, 'extensions'))
  const run = { url: server.url, workspace, extension, entry, output: session.output }
  await runHostSuite(run, session.browser, { listener, tell: hear, lastHeard: () => heard })
  await listener.close()
}

/** Who offers language models has to be named in a manifest; the tests' own models are put into that of the installed copy. */
async function addModelVendor(extension: string): Promise<void> {
  const file = join(extension, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  manifest.contributes.languageModelChatProviders = [{ vendor: modelVendor, displayName: 'Models of the tests' }]
  await writeFile(file, JSON.stringify(manifest))
}

/** The folder into which the one extension was unpacked. */
async function installedExtension(extensions: string): Promise<string> {
  const [manifest] = await Array.fromAsync(glob(join(extensions, '*', 'package.json')))
  if (manifest === undefined) throw new Error(`The extension was not installed into ${extensions}.`)
  return dirname(manifest)
}
