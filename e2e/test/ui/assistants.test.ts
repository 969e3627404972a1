import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, it } from 'mocha'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot, setMachine } from '../../src/ui/stage.ts'
import { atSpeed } from './drafting.ts'
import { answer, question } from './views-rows.ts'

const choose = (window: EditorWindow, text: string): Promise<void> => window.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click()

describe('other assistants', () => {
  afterEach(() => setMachine())

  it('have a script drafted once the writer has agreed, and not before', async () => {
    const window = await openWindow(atSpeed(100_000))
    await window.runCommand('Assistant: Have a Script Drafted')
    await question(window, /“A lighthouse keeper finds a door in the sea” is planned and written into a folder of its own in drafts\. sample\/sample: 2 requests, free of charge\./).waitFor()
    await screenshot(window, 'assistant-asks')
    await answer(window, 'Draft a movie?', 'Cancel')
    await window.notification('The assistant was refused').waitFor()
    assert.deepEqual(await readdir(window.folder), ['.vscode'], 'nothing is written before the answer')

    await window.runCommand('Assistant: Have a Script Drafted')
    await answer(window, 'Draft a movie?', 'Yes')
    await window.notification('"status":"completed"').waitFor()
    const [slug = ''] = await readdir(join(window.folder, 'drafts'))
    assert.ok((await readdir(join(window.folder, 'drafts', slug))).includes(`${slug}.md`))
  })

  it('find the MCP server, which the editor itself starts by what the extension tells it', async () => {
    await setMachine({ 'chat.disableAIFeatures': false })
    const window = await openWindow(atSpeed(100_000))
    const { page } = window
    const act = async (action: string): Promise<void> => {
      await window.runCommand('MCP: List Servers')
      await choose(window, 'Coldopen')
      await choose(window, action)
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
    }
    await act('Show Output')
    await page.locator('.part.panel .output-view').waitFor()
    await act('Start Server')
    await page.locator('.part.panel .view-line', { hasText: /Discovered\s5\stools/ }).waitFor()
  })
})
