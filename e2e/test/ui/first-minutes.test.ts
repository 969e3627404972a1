import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { atSpeed, status } from './drafting.ts'

describe('the first minutes', () => {
  it('lead through the walkthrough, whose steps are ticked as they are done', async () => {
    const window = await openWindow(atSpeed(2000))
    const { page } = window
    // Beside the side bar there is no room for the pictures.
    await window.runCommand('View: Toggle Primary Side Bar Visibility')
    await window.runCommand('Welcome: Open Walkthrough...')
    const input = page.locator('.quick-input-widget input').first()
    await input.fill('Draft your first script')
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Draft your first script' }).first().click()
    const step = (title: string) => page.locator('.getting-started-step', { hasText: title })
    await step('Choose who writes').waitFor()
    await step('Choose who writes').click()
    await page.frameLocator('iframe.webview').frameLocator('#active-frame').locator('svg').first().waitFor()
    await screenshot(window, 'walkthrough')
    await page.getByRole('button', { name: 'Try It Now' }).click()
    await page.locator('.monaco-editor .view-lines', { hasText: /INT\.|EXT\./ }).first().waitFor()
    await status(window, 'done').waitFor()
    await page.locator('.tab', { hasText: /\.md$/ }).first().click()
    await page.keyboard.press('Control+End')
    await window.runCommand('Coldopen: Redraft Segment')
    await input.fill('in the rain')
    await page.keyboard.press('Enter')
    await page.locator('.editor-actions').getByRole('button', { name: 'Accept New Text' }).waitFor()

    const ticked = page.locator('.getting-started-step .codicon-getting-started-step-checked.complete')
    const openSteps = async (): Promise<void> => {
      await window.runCommand('Welcome: Open Walkthrough...')
      await input.fill('Draft your first script')
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Draft your first script' }).first().click()
    }
    await openSteps()
    await ticked.nth(2).waitFor()
    await step('Write a brief').click()
    await page.getByRole('button', { name: 'New Brief' }).click()
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'meme' }).first().click()
    await page.locator('.tab.active', { hasText: 'brief.md' }).waitFor()
    await window.runCommand('Coldopen: Plan This Brief')
    await page.locator('.view-line', { hasText: 'short_summary' }).first().waitFor()
    await openSteps()
    await ticked.nth(4).waitFor()
    await screenshot(window, 'walkthrough-done')
  })

  it('speak German where the editor does', async () => {
    const window = await openWindow({ 'brief.md': '---\ncoldopen: movie\nsegmets: 3\n---\n\nEine Tür im Meer\n' }, 'de')
    const { page } = window
    const editor = await window.openFile('brief.md')
    await editor.locator('.codelens-decoration', { hasText: 'Schreiben' }).first().waitFor()
    await page.locator('.activitybar [aria-label^="Coldopen"]').first().click()
    await page.locator('.pane-header', { hasText: 'Gliederung' }).waitFor()
    await page.locator('.pane', { hasText: 'Figuren & Quellen' }).first().waitFor()
    await page.locator('.monaco-button', { hasText: 'Ein Skript dieses Ordners anzeigen' }).first().waitFor()
    await page.keyboard.press('F1')
    await page.locator('.quick-input-widget input').first().fill('>Coldopen: Modell auswählen')
    const rows = page.locator('.quick-input-list .monaco-list-row')
    await rows.filter({ hasText: 'Modell auswählen' }).first().waitFor()
    assert.equal(await rows.filter({ hasText: 'Choose Model' }).filter({ hasNotText: 'Modell' }).count(), 0)
    await screenshot(window, 'german')
  })
})
