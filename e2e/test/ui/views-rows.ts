import type { Locator } from 'playwright-core'
import { patience, type EditorWindow } from '../../src/ui/editor-window.ts'

/** Opens the container of the three views. */
export const openViews = (window: EditorWindow): Promise<void> => window.page.locator('.activitybar [aria-label^="Coldopen"]').first().click()

export const pane = (window: EditorWindow, view: string): Locator => window.page.locator('.pane', { has: window.page.locator('.pane-header', { hasText: view }) })

/** Rows of a view whose text holds a pattern. */
export const row = (window: EditorWindow, view: string, text: RegExp | string): Locator => pane(window, view).locator('.monaco-list-row', { hasText: text })

/** Unfolds the first row that holds a text, where it is folded. A row that is drawn anew just then misses a click. */
export const unfold = async (window: EditorWindow, view: string, text: RegExp | string): Promise<void> => {
  const found = row(window, view, text).first()
  const isUnfolded = (): Promise<boolean> => found.getAttribute('aria-expanded').then(expanded => expanded !== 'false')
  for (const until = performance.now() + patience; !(await isUnfolded()); await window.page.waitForTimeout(1000)) {
    if (performance.now() > until) throw new Error(`The row “${String(text)}” does not unfold.`)
    await found.locator('.monaco-tl-twistie').click()
  }
}

/** Presses a button that a row shows while it is pointed at. */
export const press = async (of: Locator, button: string): Promise<void> => {
  await of.hover()
  await of.getByRole('button', { name: button }).click()
}

/** Chooses from the menu of a row, by the keyboard alone. */
export const chooseFromMenu = async (window: EditorWindow, of: Locator, entry: string): Promise<void> => {
  await of.click({ position: { x: 60, y: 5 } })
  // A menu that opens under the pointer takes what is pointed at for chosen.
  await window.page.mouse.move(640, 2)
  await window.page.keyboard.press('Shift+F10')
  const item = window.page.locator('.monaco-menu .action-item', { hasText: entry }).first()
  await item.waitFor()
  const isChosen = (): Promise<boolean> => item.evaluate(node => node.classList.contains('focused'))
  for (let steps = 0; !(await isChosen()); steps++) {
    if (steps === 20) throw new Error(`The menu does not come to “${entry}”.`)
    await window.page.keyboard.press('ArrowDown')
  }
  await window.page.keyboard.press('Enter')
  await item.waitFor({ state: 'detached' })
}

/** A question that nothing else can be done before it is answered. */
export const question = (window: EditorWindow, text: RegExp | string): Locator => window.page.locator('.monaco-dialog-box', { hasText: text })

export const answer = async (window: EditorWindow, text: RegExp | string, button: string): Promise<void> => {
  const asked = question(window, text)
  await asked.waitFor()
  await asked.getByRole('button', { name: button, exact: true }).click()
  await asked.waitFor({ state: 'detached' })
}
