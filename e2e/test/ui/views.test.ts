import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { status } from './drafting.ts'
import { openViews, row, unfold } from './views-rows.ts'

const brief = '---\ncoldopen: movie\nsegments: 400\nper_set: 26\n---\n\nA lighthouse keeper finds a door in the sea\n'

const settings = '.vscode/settings.json'

/** What the settings say: the sample writer at this many tokens a second, and a theme of the editor. */
const settingsWith = (theme: string): string => JSON.stringify({ 'coldopen.sampleSpeed': 100, 'coldopen.provider': 'sample', 'workbench.colorTheme': theme })

describe('the views in a window', () => {
  it('show a draft while it goes on, stop it, take nobody’s focus, and lead into the script', async () => {
    const window = await openWindow({ [settings]: settingsWith('Dark Modern'), 'brief.md': brief })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await openViews(window)
    const drafting = row(window, 'Runs', /Set \d+\/16 · \d+ % · [\d,]+ tokens/).first()
    await drafting.waitFor()
    await unfold(window, 'Outline', 'Set 1')
    await row(window, 'Outline', /^1\. /).waitFor()
    await row(window, 'Characters & Sources', /lines?, \d+ words?/).first().waitFor()
    await window.page.locator('.editor-instance .monaco-editor', { hasText: 'coldopen: movie' }).locator('.view-lines').click()
    await row(window, 'Outline', /^3\. /).waitFor()
    assert.equal(await window.page.locator('.editor-instance .monaco-editor.focused', { hasText: 'coldopen: movie' }).count(), 1, 'the focus is where the writer has put it')
    await screenshot(window, 'views-drafting-dark')

    await drafting.hover()
    await drafting.getByRole('button', { name: 'Stop' }).click()
    await row(window, 'Runs', /cancelled · \d+ %/).first().waitFor()
    await status(window, 'cancelled').waitFor()
    await unfold(window, 'Runs', 'cancelled')
    await row(window, 'Runs', /Plan.*done/).first().waitFor()
    await row(window, 'Outline', /^1\. /).click()
    await window.page.locator('.view-line', { hasText: /^##\s1\./ }).first().waitFor()
    await screenshot(window, 'views-stopped-dark')

    await writeFile(join(window.folder, settings), settingsWith('Light Modern'))
    await window.page.locator('.monaco-workbench.vs').waitFor()
    await screenshot(window, 'views-stopped-light')
  })

  it('say what to do where there is nothing yet', async () => {
    const window = await openWindow()
    await openViews(window)
    await window.page.locator('.pane', { hasText: 'Outline' }).getByText('Show a Script of This Folder').first().waitFor()
    await screenshot(window, 'views-empty')
  })
})
