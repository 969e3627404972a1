import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { extensionHostsOf } from '../processes/extension-hosts.ts'
import type { Settings } from '../server/code-server.ts'
import type { EditorWindow } from './editor-window.ts'
import { openEditorWindow } from './editor-window.ts'

/** Where UI tests play: the server with the extension, a browser, a folder for workspaces, and one for screenshots. */
export type Stage = {
  readonly url: string
  /** The editor's server, whose children the extension hosts are. */
  readonly serverPid: number
  readonly browser: Browser
  readonly folder: string
  readonly output: string
  /** Where the extension's local server keeps its runs. */
  readonly dataFolder: string
  /** Sets the machine's settings, and brings those of the person back to what they were. */
  readonly setMachine: (settings: Settings) => Promise<void>
  /** Starts a server on which no folder is trusted, with the first test that wants one. */
  readonly restricted: () => Promise<RestrictedServer>
  /** Starts a server that keeps unsaved text from one window to the next, as an editor does unless it is told not to. */
  readonly keeping: () => Promise<KeepingServer>
}

export type RestrictedServer = { readonly url: string; readonly dataFolder: string }

/** `backups` is the folder for what is not saved. */
export type KeepingServer = { readonly url: string; readonly backups: string }

let stage: Stage | undefined
/** The browser of one person: what a window of the editor has loaded, the next one has. */
let person: BrowserContext | undefined
let windows: EditorWindow[] = []
/** Those of the servers of which windows were opened. */
const origins = new Set<string>()

export const setStage = (next: Stage | undefined): void => {
  stage = next
}

const onStage = (): Stage => {
  if (stage === undefined) throw new Error('UI tests run by `pnpm e2e`, which sets the stage for them.')
  return stage
}

type Files = Readonly<Record<string, string>>

const makeWorkspace = async (files: Files): Promise<string> => {
  const folder = await mkdtemp(join(onStage().folder, 'workspace-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

const newPerson = (): Promise<BrowserContext> => onStage().browser.newContext({ viewport: { width: 1280, height: 800 } })

const openAt = async (url: string, on: { readonly folder: string; readonly language?: string | undefined; readonly by?: BrowserContext }): Promise<EditorWindow> => {
  const window = await openEditorWindow(on.by ?? (person ??= await newPerson()), url, on)
  windows.push(window)
  origins.add(new URL(url).origin)
  return window
}

/**
 * Opens a window of the editor on a fresh folder that holds the given files (names with their texts). Windows are closed
 * after each test, with a screenshot when the test has failed. In a `language` that VS Code has no pack for here, extensions
 * speak it and the editor itself stays English.
 */
export const openWindow = async (files: Files = {}, language?: string): Promise<EditorWindow> => openAt(onStage().url, { folder: await makeWorkspace(files), language })

/** The same on a folder that nobody trusts, and the folder in which a local server would keep its runs. */
export const openRestrictedWindow = async (files: Files): Promise<{ window: EditorWindow; dataFolder: string }> => {
  const { url, dataFolder } = await onStage().restricted()
  return { window: await openAt(url, { folder: await makeWorkspace(files) }), dataFolder }
}

/** The same on a server that keeps unsaved text, and the folder in which it does. */
export const openKeepingWindow = async (files: Files): Promise<{ window: EditorWindow; backups: string }> => {
  const { url, backups } = await onStage().keeping()
  return { window: await openAt(url, { folder: await makeWorkspace(files) }), backups }
}

/** Opens a window of the editor on a folder that is there and that another window may have open, in a browser that knows nothing of that one. */
export const openWindowOn = async (folder: string): Promise<EditorWindow> => openAt(onStage().url, { folder, by: await newPerson() })

/** Kills the extension host that started last, which is that of the last window, as a crash would. */
export const killExtensionHost = (): void => {
  const newest = extensionHostsOf(onStage().serverPid).at(-1)
  if (newest === undefined) throw new Error('There is no extension host.')
  process.kill(newest, 'SIGKILL')
}

/** Closes the windows of a test, and has the browser forget them. With a name, a screenshot of each is kept under it. */
export async function closeWindows(screenshotName?: string): Promise<void> {
  const open = windows
  windows = []
  for (const [index, { page }] of open.entries()) {
    if (screenshotName !== undefined && stage !== undefined && !page.isClosed()) {
      await page.screenshot({ path: join(stage.output, `${screenshotName}${index === 0 ? '' : `-${index + 1}`}.png`) })
    }
    await page.close()
    if (page.context() !== person) await page.context().close()
  }
  if (person) await forget(person)
}

/** Clears what the editor keeps in a browser from one window to the next: its layout, the commands that were used, what was answered. */
async function forget(browser: BrowserContext): Promise<void> {
  const page = await browser.newPage()
  const session = await browser.newCDPSession(page)
  for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,local_storage' })
  await page.close()
}

/** The folder in which the local server of this stage keeps its runs. */
export const dataFolder = (): string => onStage().dataFolder

/** The folder of everything that UI tests leave: settings, logs, runs, workspaces. */
export const stageFolder = (): string => onStage().folder

/** Sets the machine's settings; none, and everything is as it was before any test. For tests that need more than the settings of their folder. */
export const setMachine = async (settings: Settings = {}): Promise<void> => stage?.setMachine(settings)

/** Keeps a picture of a window, whatever becomes of the test. */
export const screenshot = async (window: EditorWindow, name: string): Promise<void> => {
  if (stage !== undefined) await window.page.screenshot({ path: join(stage.output, `${name}.png`), animations: 'disabled' })
}
