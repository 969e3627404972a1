import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readSet } from '@coldopen/script'
import { describe, it } from 'mocha'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { save, savedAs, status } from './drafting.ts'

const settings = JSON.stringify({ 'coldopen.sampleSpeed': 1000, 'coldopen.provider': 'sample', 'workbench.colorTheme': 'Light Modern' })

const brief = '---\ncoldopen: meme\nsegments: 2\nper_set: 2\n---\n\nA lighthouse keeper finds a door in the sea\n'

const titlesIn = (set: string): string[] => {
  const read = readSet(set)
  return read.ok ? read.value.story_set.map(segment => segment.title) : []
}

const comparison = (window: EditorWindow) => window.page.locator('.monaco-diff-editor .editor.modified')

const button = (window: EditorWindow, name: string) => window.page.locator('.editor-actions').getByRole('button', { name })

/** For the picture alone: the editor takes a moment until what is the same on both sides stands side by side. */
const besideEachOther = async (window: EditorWindow): Promise<void> => {
  const heading = comparison(window).locator('.view-line', { hasText: /^##\s2\./ })
  for (let look = 0; look < 100 && ((await heading.boundingBox())?.y ?? 0) > 150; look++) await sleep(100)
}

/** Another program empties the file in front and gives it its text again, after somebody has looked at it empty. */
const goesAndComesBack = async ({ page }: EditorWindow, file: string): Promise<void> => {
  const title = page.locator('.editor-instance .view-line', { hasText: /^#\s/ })
  await page.keyboard.press('Control+Home')
  await title.waitFor()
  const text = await readFile(file)
  await writeFile(file, '')
  await title.waitFor({ state: 'detached' })
  await page.locator('.tab[data-resource-name="brief.md"]').click()
  await page.locator(`.tab[data-resource-name=${JSON.stringify(basename(file))}]`).click()
  await writeFile(file, text)
  await title.waitFor()
}

describe('redrafting in a window', () => {
  it('shows the new text beside the old, survives a reload, and is accepted by a button and taken back by one undo', async () => {
    const window = await openWindow({ '.vscode/settings.json': settings, 'brief.md': brief })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await status(window, 'done').waitFor()
    const names = await readdir(window.folder)
    const [script, set] = [names.find(name => name.endsWith('.md') && name !== 'brief.md'), names.find(name => name.endsWith('_set_01.json'))]
    assert.ok(script && set)
    const text = (): Promise<string> => readFile(join(window.folder, script), 'utf8')
    const setText = (): Promise<string> => readFile(join(window.folder, set), 'utf8')
    await window.page.locator(`.tab[data-resource-name=${JSON.stringify(script)}]`).click()
    await save(window)
    const [before, setBefore] = [await text(), await setText()]

    await goesAndComesBack(window, join(window.folder, script))
    await window.page.locator('.tab[data-resource-name="brief.md"]').click({ button: 'middle' })
    await window.page.locator('.tab.active').click()
    await window.page.keyboard.press('Control+End')
    await window.runCommand('Coldopen: Redraft Segment')
    const input = window.page.locator('.quick-input-widget input').first()
    await input.waitFor()
    await input.fill('in the rain')
    await window.page.keyboard.press('Enter')
    await comparison(window).waitFor()
    await button(window, 'Accept New Text').waitFor()
    await comparison(window).locator('.view-line', { hasText: /^##\s2\./ }).waitFor()
    await besideEachOther(window)
    await screenshot(window, 'redraft')
    assert.equal(await text(), before)

    await window.page.reload()
    await window.page.locator('.monaco-workbench').waitFor()
    await window.openFile(script)
    await window.runCommand('Coldopen: Compare Old and New Text')
    await comparison(window).locator('.view-line', { hasText: /^##\s2\./ }).last().waitFor()
    await button(window, 'Accept New Text').click()
    await comparison(window).waitFor({ state: 'detached' })
    // The reloaded window may have a second group, and the script in both.
    await window.page.locator(`.tab.active[data-resource-name=${JSON.stringify(script)}]`).first().click()
    await savedAs(window, async () => {
      const [after, setAfter] = [await text(), await setText()]
      assert.notEqual(after, before)
      assert.equal(after.slice(0, after.indexOf('<!-- seg_0002')), before.slice(0, before.indexOf('<!-- seg_0002')))
      assert.deepEqual(titlesIn(setAfter).map((title, at) => `## ${at + 1}. ${title}`), after.match(/^## .*$/gm))
    })
    await window.page.keyboard.press('Control+Z')
    await savedAs(window, async () => {
      assert.equal(await text(), before)
      assert.equal(await setText(), setBefore)
    })
  })
})
