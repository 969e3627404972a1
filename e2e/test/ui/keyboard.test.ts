import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import { askPalette, type EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow } from '../../src/ui/stage.ts'
import { atSpeed, idea, readDraft, save, savedAs, status } from './drafting.ts'
import { pane } from './views-rows.ts'

/** Runs a command by the palette, by keys alone. */
const type = async ({ page }: EditorWindow, title: string): Promise<void> => {
  const row = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title })
  await askPalette(page, { title, row, ask: () => page.keyboard.type(title), choose: () => page.keyboard.press('Enter') })
  await row.waitFor({ state: 'hidden' })
}

/** What a screen reader says of the row that has the focus of a view. */
const spoken = (window: EditorWindow, view: string) => pane(window, view).locator('.monaco-list-row.focused[role="treeitem"]')

/** Presses a key until the focused row of a view is called so. */
const moveTo = async (window: EditorWindow, view: string, step: { readonly key: string; readonly label: RegExp }): Promise<string> => {
  for (let steps = 0; steps < 30; steps++) {
    const label = (await spoken(window, view).first().getAttribute('aria-label', { timeout: 300 }).catch(() => null)) ?? ''
    if (step.label.test(label)) return label
    await window.page.keyboard.press(step.key)
    await window.page.waitForTimeout(150)
  }
  throw new Error(`No row of ${view} is called ${step.label}.`)
}

/** Unfolds the row that has the focus, whose children are read then. */
const unfold = async (window: EditorWindow, view: string): Promise<void> => {
  await window.page.keyboard.press('ArrowRight')
  await pane(window, view).locator('.monaco-list-row.focused[aria-expanded="true"]').waitFor()
  await pane(window, view).locator('.monaco-list-row[aria-level="2"]').first().waitFor()
}

/** The editor gives no row the focus of a view that it opens for it: once there are rows, it is asked again. */
const focusView = async (window: EditorWindow, view: string): Promise<void> => {
  await type(window, `Coldopen: Focus on ${view} View`)
  await pane(window, view).locator('.monaco-list-row').first().waitFor()
  await type(window, `Coldopen: Focus on ${view} View`)
  await pane(window, view).locator('.monaco-list:focus-within').waitFor()
}

describe('by keys alone, and with a screen reader', () => {
  it('a writer drafts, finds her way through the views, and has a segment redrafted', async () => {
    const window = await openWindow(atSpeed(4000))
    const { page } = window
    await type(window, 'Coldopen: Draft Movie Script')
    await page.locator('.quick-input-widget input').first().waitFor()
    await page.keyboard.type(idea)
    await page.keyboard.press('Enter')
    await status(window, 'done').waitFor()
    const item = page.locator('[id$="coldopen.status"] [aria-label]').first()
    assert.match((await item.getAttribute('aria-label')) ?? '', /Coldopen: done/)
    await save(window)

    await focusView(window, 'Runs')
    assert.match(await moveTo(window, 'Runs', { key: 'ArrowDown', label: /completed/ }), /completed.*100 %.*tokens/)
    await unfold(window, 'Runs')
    assert.match(await moveTo(window, 'Runs', { key: 'ArrowDown', label: /^Set 1\b/ }), /done/)

    await focusView(window, 'Outline')
    await moveTo(window, 'Outline', { key: 'ArrowDown', label: /^Set 1,/ })
    await unfold(window, 'Outline')
    const { script } = await readDraft(window)
    const third = script.segments[2]?.title ?? ''
    assert.match(await moveTo(window, 'Outline', { key: 'ArrowDown', label: /^Segment 3,/ }), new RegExp(`^Segment 3, ${third.replaceAll(/\W/g, '.')}, `))
    await page.keyboard.press('Enter')
    await page.locator('.monaco-editor .view-line', { hasText: /^##\s3\./ }).first().waitFor()

    await focusView(window, 'Characters & Sources')
    assert.match(await moveTo(window, 'Characters & Sources', { key: 'ArrowDown', label: /speaks/ }), /speaks \d+ lines?, \d+ words?/)

    await type(window, 'View: Focus Active Editor Group')
    await type(window, 'Coldopen: Redraft Segment')
    await page.locator('.quick-input-widget input').first().waitFor()
    await page.keyboard.type('funnier')
    await page.keyboard.press('Enter')
    const changed = page.locator('.monaco-diff-editor .editor.modified')
    await changed.locator('.view-line', { hasText: /^##\s3\./ }).waitFor()
    await page.locator('.editor-actions').getByRole('button', { name: 'Accept New Text' }).waitFor()
    await type(window, 'Coldopen: Accept New Text')
    await changed.waitFor({ state: 'detached' })
    await type(window, 'File: Save All Files')
    await savedAs(window, async () => {
      const { script: after } = await readDraft(window)
      assert.notDeepEqual(after.segments[2], script.segments[2])
      assert.deepEqual(after.segments.toSpliced(2, 1), script.segments.toSpliced(2, 1))
    })
  })

  it('every button and every row of the views has a name', async () => {
    const window = await openWindow({ ...atSpeed(4000), 'brief.md': '---\ncoldopen: meme\nsegments: 4\n---\n\nA door in the sea\n' })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await status(window, 'done').waitFor()
    await focusView(window, 'Runs')
    for (const view of ['Runs', 'Outline', 'Characters & Sources']) {
      await pane(window, view).locator('.monaco-list-row').first().waitFor()
      const named = await pane(window, view).locator('.monaco-list-row[role="treeitem"], .pane-header .action-label, .monaco-list-row .action-label').evaluateAll(nodes => nodes.map(node => node.getAttribute('aria-label') ?? node.textContent ?? ''))
      assert.ok(named.length > 0)
      assert.deepEqual(named.filter(name => name.trim() === ''), [], view)
    }
  })
})
