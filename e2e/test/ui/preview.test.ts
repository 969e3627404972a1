import assert from 'node:assert/strict'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { chunkMarkdown } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import { reportFault } from '../../../packages/core/test/fault-report.ts'
import { patience, type EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, setMachine } from '../../src/ui/stage.ts'
import { listen } from '../counting-server.ts'
import { hostileAnswer, smuggledTo } from '../hostile-text.ts'
import { save, status } from './drafting.ts'

/** Where nobody answers; a preview asks for its images all the same. */
const canary = 'https://canary.invalid'

const preview = (window: EditorWindow) => window.page.frameLocator('iframe.webview').frameLocator('iframe').locator('.markdown-body')

const showPreview = async (window: EditorWindow, text: string): Promise<void> => {
  await window.runCommand('Markdown: Open Preview')
  await preview(window).getByText(text).first().waitFor()
}

describe('what is written, in the preview of Markdown', () => {
  afterEach(() => setMachine())

  it('asks for nothing, runs nothing and links nowhere, whatever a model smuggles into a draft [S12, S13]', async () => {
    await using local = await listen()
    const pieces = smuggledTo([local.url, canary])
    const together = smuggledTo([canary]).join('\n\n')
    await using model = await startFakeOpenAI({})
    // A plan has room for one of them in each of its texts, a set for all.
    model.script(({ body }, nth) => ({ answer: hostileAnswer(body, nth === 1 ? pieces : [together]) }))
    await setMachine({ 'coldopen.endpoint': model.url })
    const window = await openWindow({
      '.vscode/settings.json': JSON.stringify({ 'coldopen.provider': 'openai-chat', 'coldopen.model': 'any' }),
      'brief.md': '---\ncoldopen: movie\nsegments: 2\n---\n\nA door in the sea\n',
      'chunk.md': `${chunkMarkdown(pieces.join('\n\n'))}\nThe end of it\n`,
      'open.md': `![picture](${canary}/seen.png)\n\nThe end of it\n`,
    })
    const { page } = window
    const asked: string[] = []
    page.context().on('request', request => {
      if (request.url().startsWith(canary)) asked.push(request.url())
    })
    const isInert = async (headings: number): Promise<void> => {
      const body = preview(window)
      assert.equal(await body.locator('img, script, style, iframe, svg, object, embed, form, input').count(), 0)
      assert.equal(await body.locator('a[href]').count(), 0)
      assert.equal(await body.locator('h2').count(), headings, 'no heading but its own')
      assert.equal(await body.evaluate(element => element.ownerDocument.body.dataset['ran']), undefined)
      assert.deepEqual([asked, local.asked], [[], []])
    }

    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    // What this model costs is not known.
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Draft', exact: true }).click()
    await status(window, 'done').waitFor()
    await page.locator('.tab', { hasText: /^(?!brief).*\.md/ }).first().click()
    await save(window)
    await showPreview(window, 'Smuggled')
    await isInert(2)
    await window.runCommand('View: Close All Editors')
    await window.openFile('chunk.md')
    await showPreview(window, 'The end of it')
    await isInert(0)
    // The same eyes see what a preview asks for when somebody writes an image himself.
    await window.runCommand('View: Close All Editors')
    await window.openFile('open.md')
    await showPreview(window, 'The end of it')
    for (const until = performance.now() + patience; asked.length === 0 && performance.now() < until; ) await page.waitForTimeout(50)
    assert.deepEqual(asked, [`${canary}/seen.png`])
    assert.deepEqual(local.asked, [])
    const fault = { times: model.requests.length, target: '0' }
    reportFault({ ...fault, row: 'S12', did: 'images in every text of a model, drafted and shown in the Markdown preview', figure: '0 requests' })
    reportFault({ ...fault, row: 'S13', did: 'HTML and script in every text of a model, drafted and shown in the Markdown preview', figure: '0 executions' })
  })
})
