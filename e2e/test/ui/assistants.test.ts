import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { atSpeed } from './drafting.ts'
import { answer, question } from './views-rows.ts'

describe('other assistants', () => {
  it('have a script drafted once the writer has agreed, and not before', async function () {
    this.timeout(240_000)
    const window = await openWindow(atSpeed(100_000))
    await window.runCommand('Assistant: Have a Script Drafted')
    await question(window, /“A lighthouse keeper finds a door in the sea” is planned and written into a folder of its own in drafts\. sample\/sample: 2 requests, free of charge\./).waitFor()
    await screenshot(window, 'assistant-asks')
    await answer(window, 'Draft a movie?', 'Cancel')
    await window.notification('The assistant was refused').waitFor()
    assert.deepEqual(await readdir(window.folder), ['.vscode'], 'nothing is written before the answer')

    await window.runCommand('Assistant: Have a Script Drafted')
    await answer(window, 'Draft a movie?', 'Yes')
    await window.notification('"status":"completed"').waitFor({ timeout: 60_000 })
    const [slug = ''] = await readdir(join(window.folder, 'drafts'))
    assert.ok((await readdir(join(window.folder, 'drafts', slug))).includes(`${slug}.md`))
  })
})
