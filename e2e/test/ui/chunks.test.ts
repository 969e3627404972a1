import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { atSpeed, idea, savedAs, status } from './drafting.ts'

/** Asks for a podcast as a writer does, and resolves when its text arrives in an editor. */
const draftPodcast = async (window: EditorWindow): Promise<void> => {
  await window.runCommand('Coldopen: Draft Script…')
  const input = window.page.locator('.quick-input-widget input').first()
  await input.waitFor()
  await input.fill('Podcast')
  await window.page.keyboard.press('Enter')
  await window.page.locator('.quick-input-widget', { hasText: 'Draft: Podcast' }).waitFor()
  await input.fill(idea)
  await window.page.keyboard.press('Enter')
  await window.page.locator('.tab.active', { hasText: 'L1_complete.md' }).waitFor()
  await status(window, /chunk \d+\/10 · \d+\/10000 words/).waitFor()
}

describe('drafting a podcast in the editor', () => {
  it('streams its chunks into the whole script, keeps what the writer types, and leaves a file for each', async () => {
    const window = await openWindow(atSpeed(1500))
    await draftPodcast(window)
    await window.page.locator('.monaco-editor .view-lines').first().click()
    await window.page.keyboard.press('Control+Home')
    const typed = 'qmyownwordsq'
    await window.page.keyboard.type(typed, { delay: 35 })
    await screenshot(window, 'podcast-streaming')
    await status(window, 'done').waitFor()
    await savedAs(window, async () => {
      const drafts = join(window.folder, 'drafts')
      const [slug = ''] = await readdir(drafts)
      const text = await readFile(join(drafts, slug, 'L1_complete.md'), 'utf8')
      const whole = await readFile(join(drafts, slug, 'L1_checkpoint_10.md'), 'utf8')
      assert.equal(text.split(typed).length, 2, 'what was typed stands in the text once')
      assert.equal(text.replace(typed, '').trimEnd(), whole.trimEnd())
    })
  })
})
