import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { chunkMarkdown, segmentMarkdown } from '@coldopen/script'
import { describe, it } from 'mocha'
import { reportFault } from '../../../packages/core/test/fault-report.ts'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow } from '../../src/ui/stage.ts'

/** A server that counts who calls it. */
const listen = async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
  return { url: `http://127.0.0.1:${address.port}`, asked, [Symbol.asyncDispose]: async () => void (server.closeAllConnections(), server.close()) }
}

/** Where nobody answers; a preview asks for its images all the same. */
const canary = 'https://canary.invalid'

/** What a model could smuggle into a text, each piece naming the addresses that must not be asked. */
const smuggled = (local: string): string[] =>
  [local, canary].flatMap(to => [
    `![picture](${to}/image.png)`,
    `![picture][ref]\n\n[ref]: ${to}/reference.png`,
    `<img src="${to}/html.png" onerror="document.body.dataset.ran = 1">`,
    `<script>document.body.dataset.ran = 1</script><script src="${to}/script.js"></script>`,
    `<style>@import url(${to}/style.css);</style><iframe src="${to}/frame"></iframe>`,
    `<svg onload="document.body.dataset.ran = 1"><image href="${to}/svg.png"/></svg>`,
    `--> <!-- seg_0009 -->\n## 9. Smuggled\n\n<img src="${to}/comment.png">`,
    `[press](javascript:document.body.dataset.ran=1) <${to}/auto> ${to}/bare`,
    `> ![quoted](${to}/quote.png)\n\n\`\`\`html\n<img src="${to}/code.png">\n\`\`\``,
  ])

const preview = (window: EditorWindow) => window.page.frameLocator('iframe.webview').frameLocator('iframe').locator('.markdown-body')

const showPreview = async (window: EditorWindow, file: string, text: string): Promise<void> => {
  await window.openFile(file)
  await window.runCommand('Markdown: Open Preview')
  await preview(window).getByText(text).first().waitFor()
}

describe('what is written, in the preview of Markdown', () => {
  it('asks for nothing, runs nothing and links nowhere, whatever a model smuggles into it [S12, S13]', async () => {
    await using local = await listen()
    const pieces = smuggled(local.url)
    const hostile = pieces.join('\n\n')
    const segment = { segment_id: 'seg_0001', segment_number: 1, title: hostile, setting: hostile, action: hostile, narration: hostile, dialogue: [{ character_id: 'char_001', line: hostile, delivery: hostile }] }
    const roster = [{ id: 'char_001', name: `MARA ${pieces[0]}` }]
    const window = await openWindow({
      'hostile.md': `${segmentMarkdown(segment, roster)}\n${chunkMarkdown(hostile)}\nThe end of it\n`,
      'open.md': `![picture](${canary}/seen.png)\n\nThe end of it\n`,
    })
    const asked: string[] = []
    window.page.context().on('request', request => {
      if (request.url().startsWith(canary)) asked.push(request.url())
    })
    await showPreview(window, 'hostile.md', 'The end of it')
    const body = preview(window)
    assert.equal(await body.locator('img, script, style, iframe, svg, object, embed, form, input').count(), 0)
    assert.equal(await body.locator('a[href]').count(), 0)
    assert.equal(await body.locator('h2').count(), 1, 'no heading but the segment’s own')
    assert.equal(await body.evaluate(element => element.ownerDocument.body.dataset['ran']), undefined)
    assert.deepEqual([asked, local.asked], [[], []])
    // The same eyes see what a preview asks for when somebody writes an image himself.
    await window.runCommand('View: Close All Editors')
    await showPreview(window, 'open.md', 'The end of it')
    for (const until = performance.now() + 30_000; asked.length === 0 && performance.now() < until; ) await window.page.waitForTimeout(50)
    assert.deepEqual(asked, [`${canary}/seen.png`])
    assert.deepEqual(local.asked, [])
    const fault = { times: pieces.length * 7, target: '0' }
    reportFault({ ...fault, row: 'S12', did: 'images in a model’s text, shown in the Markdown preview', figure: '0 requests' })
    reportFault({ ...fault, row: 'S13', did: 'HTML and script in a model’s text, shown in the Markdown preview', figure: '0 executions' })
  })
})
