import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readBible, readSet } from '@coldopen/script'
import { describe, it } from 'mocha'
import type { Locator } from 'playwright-core'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { savedAs, status } from './drafting.ts'
import { openViews, press, row, unfold } from './views-rows.ts'

const brief = '---\ncoldopen: meme\nsegments: 5\nper_set: 5\n---\n\nA night train that stops where it should not\n'
const settings = JSON.stringify({ 'coldopen.sampleSpeed': 100_000, 'coldopen.provider': 'sample' })

/** Drags as a hand does: the tree takes a row along only where the pointer is seen to move. */
const drag = async ({ page }: EditorWindow, from: Locator, to: Locator): Promise<void> => {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('There is nothing to drag, or nowhere to drag it.')
  await page.mouse.move(start.x + 60, start.y + 10)
  await page.mouse.down()
  await page.mouse.move(start.x + 64, start.y + 18, { steps: 4 })
  await page.mouse.move(end.x + 60, end.y + 12, { steps: 8 })
  await page.mouse.up()
}

const fileLike = async (window: EditorWindow, pattern: RegExp): Promise<string> => {
  const name = (await readdir(window.folder)).find(one => pattern.test(one))
  if (name === undefined) throw new Error(`There is no file like ${pattern}.`)
  return readFile(join(window.folder, name), 'utf8')
}

const script = /^(?!brief).*\.md$/

describe('arranging a script', () => {
  it('by dragging a segment in the outline, and by renaming a character after every place was shown', async () => {
    const window = await openWindow({ '.vscode/settings.json': settings, 'brief.md': brief })
    const { page } = window
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await status(window, 'done').waitFor()
    await openViews(window)
    await unfold(window, 'Outline', 'Set 1')
    const titleOf = async (number: number): Promise<string> => ((await row(window, 'Outline', new RegExp(`^${number}\\. `)).first().textContent()) ?? '').replace(/^\d+\. /, '')
    const before = [await titleOf(1), await titleOf(2), await titleOf(3), await titleOf(4), await titleOf(5)]
    await drag(window, row(window, 'Outline', /^2\. /).first(), row(window, 'Outline', /^4\. /).first())
    await row(window, 'Outline', `4. ${before[1]}`).waitFor()
    const after = [before[0], before[2], before[3], before[1], before[4]]
    await page.locator('.tab', { hasText: script }).first().click()
    await savedAs(window, async () => {
      const set = readSet(await fileLike(window, /_set_01\.json$/))
      assert.deepEqual(set.ok && set.value.story_set.map(segment => [segment.segment_number, segment.title]), after.map((title, at) => [at + 1, title]))
      assert.deepEqual((await fileLike(window, script)).match(/^## .*$/gm), after.map((title, at) => `## ${at + 1}. ${title}`))
    })

    const bible = readBible(await fileLike(window, /_metadata\.json$/))
    assert.ok(bible.ok)
    const names = bible.value.characters_roster.map(({ name }) => name)
    const cast = row(window, 'Characters & Sources', /[1-9]\d* lines?, \d+ words?/)
    const shown = (await cast.first().textContent()) ?? ''
    const [old, other] = [names.find(name => shown.startsWith(name)), names.find(name => !shown.startsWith(name))]
    assert.ok(old && other)
    const input = page.locator('.quick-input-widget input[type="text"]').first()
    const title = page.locator('.quick-input-title', { hasText: `Rename ${old} to Vasco Quill` })
    const place = page.locator('.quick-input-list .monaco-list-row', { hasText: 'VASCO QUILL' }).first()

    await press(row(window, 'Characters & Sources', old).first(), 'Rename Character')
    await input.waitFor()
    await input.fill(other)
    await page.locator('.quick-input-message', { hasText: `There is a ${other} in the roster already` }).waitFor()
    await input.fill('Vasco Quill')
    await page.keyboard.press('Enter')
    await title.waitFor()
    await place.waitFor()
    await screenshot(window, 'rename-places')
    await page.keyboard.press('Escape')
    await title.waitFor({ state: 'hidden' })
    const cue = `**${old.toUpperCase()}**`
    assert.ok((await fileLike(window, script)).includes(cue), 'nothing is renamed before it is agreed to')

    await press(row(window, 'Characters & Sources', old).first(), 'Rename Character')
    await input.waitFor()
    await input.fill('Vasco Quill')
    await page.keyboard.press('Enter')
    await place.waitFor()
    await page.keyboard.press('Enter')
    await row(window, 'Characters & Sources', 'Vasco Quill').waitFor()
    await savedAs(window, async () => {
      const texts = await Promise.all([script, /_set_01\.json$/, /_metadata\.json$/].map(pattern => fileLike(window, pattern)))
      for (const text of texts) assert.ok(!text.includes(old) && !text.includes(cue))
      assert.ok(texts[0]?.includes('**VASCO QUILL**'))
    })
  })
})
