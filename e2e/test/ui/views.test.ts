import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { atSpeed, draftMovie, status } from './drafting.ts'

/** Rows of a view whose text holds a pattern. */
const row = (window: EditorWindow, view: string, text: RegExp | string) =>
  window.page.locator('.pane', { has: window.page.locator('.pane-header', { hasText: view }) }).locator('.monaco-list-row', { hasText: text })

/** Unfolds a row that is folded. */
const unfold = async (window: EditorWindow, view: string, text: RegExp | string): Promise<void> => {
  const folded = row(window, view, text).first()
  await folded.waitFor()
  if ((await folded.getAttribute('aria-expanded')) === 'false') await folded.locator('.monaco-tl-twistie').click()
}

const settings = '.vscode/settings.json'
const lightTheme = 'Default Light Modern'

describe('the views in a window', () => {
  it('show a draft while it goes on, stop it, take nobody’s focus, and lead into the script', async () => {
    const files = atSpeed(80)
    const window = await openWindow(files)
    await draftMovie(window)
    await window.page.locator('.activitybar [aria-label^="Coldopen"]').first().click()
    const drafting = row(window, 'Runs', /Set \d\/2 · \d+ % · [\d,]+ tokens/)
    await drafting.waitFor()
    await unfold(window, 'Outline', 'Set 1')
    await row(window, 'Outline', /^1\. .*being written/).waitFor()
    const editor = window.page.locator('.editor-instance .monaco-editor').first()
    await editor.locator('.view-lines').click()
    await row(window, 'Outline', /^2\. .*being written/).waitFor()
    assert.equal(await window.page.locator('.editor-instance .monaco-editor.focused').count(), 1, 'the focus is still in the script')
    await screenshot(window, 'views-drafting-dark')

    await drafting.hover()
    await drafting.getByRole('button', { name: 'Stop' }).click()
    await row(window, 'Runs', /cancelled · \d+ %/).waitFor()
    await status(window, 'cancelled').waitFor()
    await unfold(window, 'Runs', 'cancelled')
    await row(window, 'Runs', /Plan.*done/).waitFor()
    await row(window, 'Characters & Sources', /lines?, \d+ words?/).first().waitFor()
    await row(window, 'Outline', /^1\. /).click()
    await editor.locator('.view-line', { hasText: /^##\s1\./ }).waitFor()
    await screenshot(window, 'views-stopped-dark')

    await writeFile(join(window.folder, settings), JSON.stringify({ ...JSON.parse(files[settings] ?? '{}'), 'workbench.colorTheme': lightTheme }))
    await window.page.locator('.monaco-workbench.vs').waitFor()
    await screenshot(window, 'views-stopped-light')
  })

  it('say what to do where there is nothing yet', async () => {
    const window = await openWindow()
    await window.page.locator('.activitybar [aria-label^="Coldopen"]').first().click()
    await window.page.locator('.pane', { hasText: 'Outline' }).getByText('Show a Script of This Folder').first().waitFor()
    await screenshot(window, 'views-empty-dark')
  })
})
