import type { BrowserContext, Locator, Page } from 'playwright-core'

/** A window of the editor, with what a writer does in it. */
export type EditorWindow = {
  readonly page: Page
  /** The folder that is open in it. */
  readonly folder: string
  /** Runs a command by the palette; `title` is what the palette shows ("Category: Title"). */
  readonly runCommand: (title: string) => Promise<void>
  /** Opens a file of the folder and resolves with its editor. */
  readonly openFile: (name: string) => Promise<Locator>
  /** A notification that holds the text. */
  readonly notification: (text: string) => Locator
}

/** Milliseconds that everything a test waits for may take: it is no test of speed, and a machine may be busy. */
export const patience = 100_000

/** Opens a folder in a new window of a browser and waits until the editor is there, and what it has of extensions. */
export async function openEditorWindow(browser: BrowserContext, url: string, on: { readonly folder: string; readonly language?: string | undefined }): Promise<EditorWindow> {
  const { folder, language } = on
  const page = await browser.newPage()
  page.setDefaultTimeout(patience)
  // Where a language pack leaves the language for the editor, which tells the extensions.
  if (language !== undefined) await page.addInitScript(tag => Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: tag, configurable: true, writable: true }), language)
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`)
  await page.locator('.monaco-workbench').waitFor()
  await page.locator('.explorer-folders-view').waitFor()
  await page.locator('.activitybar [aria-label^="Coldopen"]').first().waitFor()
  return {
    page,
    folder,
    runCommand: title => chooseInPalette(page, `>${title}`, title),
    async openFile(name) {
      await chooseInPalette(page, name, name)
      const editor = page.locator(`.editor-instance[data-uri$=${JSON.stringify(`/${name}`)}], .editor-instance:has(.monaco-editor[data-uri$=${JSON.stringify(`/${name}`)}])`)
      await editor.first().waitFor()
      return editor.first()
    },
    notification: text => page.locator('.notification-toast', { hasText: text }),
  }
}

/** How a command or a file is found in the palette, and taken. */
export type PaletteWish = {
  /** What the row that is looked for shows. */
  readonly title: string
  readonly row: Locator
  readonly ask: (input: Locator) => Promise<void>
  readonly choose: () => Promise<void>
}

/**
 * The palette lists what there is when it is asked, and does not look again: a command that is allowed a moment later is not in
 * it. It closes when something else takes the focus. So it is asked again, after a while that grows.
 */
export async function askPalette(page: Page, { title, row, ask, choose }: PaletteWish): Promise<void> {
  const input = page.locator('.quick-input-widget input').first()
  const until = performance.now() + patience
  for (let look = 500; performance.now() < until; look *= 1.5) {
    await page.keyboard.press('F1')
    const isChosen = await input
      .waitFor({ timeout: 5000 })
      .then(() => ask(input))
      .then(() => row.waitFor({ timeout: look }))
      .then(choose)
      .then(() => true, () => false)
    if (isChosen) return
    if (await input.isVisible()) await page.keyboard.press('Escape')
    await page.waitForTimeout(look)
  }
  throw new Error(`The palette does not show “${title}”.`)
}

function chooseInPalette(page: Page, text: string, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first()
  return askPalette(page, { title, row, ask: input => input.fill(text, { timeout: 5000 }), choose: () => row.click({ timeout: 5000 }) })
}
