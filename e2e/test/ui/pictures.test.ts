import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import type { Locator } from 'playwright-core'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { status } from './drafting.ts'
import { openViews, row, unfold } from './views-rows.ts'

const settings = '.vscode/settings.json'

/** The themes that pictures are taken in: the editor's own name for each, and what it marks its window with. */
const themes = {
  dark: { name: 'Default Dark Modern', mark: '.vs-dark' },
  light: { name: 'Default Light Modern', mark: '.vs' },
  'high-contrast': { name: 'Default High Contrast', mark: '.hc-black' },
  'high-contrast-light': { name: 'Default High Contrast Light', mark: '.hc-light' },
} as const

type Theme = keyof typeof themes

const settingsWith = (theme: Theme, speed: number): string =>
  JSON.stringify({ 'coldopen.sampleSpeed': speed, 'coldopen.provider': 'sample', 'workbench.colorTheme': themes[theme].name, 'editor.minimap.enabled': false, 'editor.wordWrap': 'on', 'editor.unicodeHighlight.ambiguousCharacters': false })

/** A picture in each of some themes. */
const inThemes = async (window: EditorWindow, name: string, given: { readonly speed: number; readonly themes: readonly Theme[] }): Promise<void> => {
  for (const theme of given.themes) {
    await writeFile(join(window.folder, settings), settingsWith(theme, given.speed))
    await window.page.locator(`.monaco-workbench${themes[theme].mark}`).waitFor()
    await window.page.mouse.move(640, 790)
    await screenshot(window, `${name}-${theme}`)
  }
}

const briefOf = (segments: number, idea: string): string => `---\ncoldopen: movie\nsegments: ${segments}\nper_set: 10\ntone: dry, then warm\n---\n\n${idea}\n`

/** Lenses that come above the first line may come above what is seen: to the very top. Whether they are right is tested in the extension host. */
const scrollToTop = async ({ page }: EditorWindow, editor: Locator): Promise<void> => {
  await editor.hover()
  await page.mouse.wheel(0, -1000)
}

describe('pictures', () => {
  it('of a draft in flight', async () => {
    const window = await openWindow({ [settings]: settingsWith('dark', 150), 'brief.md': briefOf(60, 'A lighthouse keeper finds a door in the sea') })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await openViews(window)
    await row(window, 'Runs', /Set 1\/6/).waitFor()
    await unfold(window, 'Outline', 'Set 1')
    await row(window, 'Outline', /^3\. /).waitFor()
    await row(window, 'Characters & Sources', /lines?, \d+ words?/).first().waitFor()
    await status(window, /set 1\/6 · [3-9]\/60/).waitFor()
    await inThemes(window, 'picture-draft', { speed: 150, themes: ['dark', 'light'] })
    await window.runCommand('Coldopen: Stop Drafting')
    await status(window, 'cancelled').waitFor()
  })

  it('of a brief and its plan, and of the models there are', async () => {
    const window = await openWindow({ [settings]: settingsWith('dark', 4000), 'brief.md': briefOf(60, 'Two sisters restore a merry-go-round') })
    const editor = await window.openFile('brief.md')
    await editor.locator('.codelens-decoration', { hasText: 'Estimate' }).first().waitFor()
    await window.runCommand('Coldopen: Plan This Brief')
    await status(window, 'done').waitFor()
    await window.page.locator('.editor-instance .monaco-editor .view-lines').last().click()
    await window.page.keyboard.press('Control+Home')
    await window.page.locator('.view-line', { hasText: 'short_summary' }).first().waitFor()
    await scrollToTop(window, editor)
    await editor.locator('.codelens-decoration', { hasText: 'Continue' }).first().waitFor()
    await inThemes(window, 'picture-plan', { speed: 4000, themes: ['high-contrast-light', 'high-contrast', 'dark', 'light'] })
    await window.runCommand('Coldopen: Choose Model')
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'tokens of context' }).first().waitFor()
    await window.page.mouse.move(640, 790)
    await window.page.locator('.monaco-hover.workbench-hover').waitFor({ state: 'hidden' })
    await screenshot(window, 'picture-models-light')
  })

  it('of a finished script with its views', async () => {
    const window = await openWindow({ [settings]: settingsWith('dark', 20_000), 'brief.md': briefOf(20, 'A night train that stops where it should not') })
    const editor = await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await status(window, 'done').waitFor()
    await openViews(window)
    await unfold(window, 'Outline', 'Set 1')
    await row(window, 'Outline', /^4\. /).first().click()
    await unfold(window, 'Runs', 'completed')
    await row(window, 'Runs', /Plan.*done/).waitFor()
    await row(window, 'Characters & Sources', /lines?, \d+ words?/).first().waitFor()
    await scrollToTop(window, editor)
    await editor.locator('.codelens-decoration', { hasText: 'Continue' }).first().waitFor()
    await inThemes(window, 'picture-views', { speed: 20_000, themes: ['high-contrast-light', 'high-contrast', 'dark', 'light'] })
  })
})
