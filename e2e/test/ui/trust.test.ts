import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { describe, it } from 'mocha'
import { reportFault } from '../../../packages/core/test/fault-report.ts'
import { openRestrictedWindow } from '../../src/ui/stage.ts'

const brief = '---\ncoldopen: movie\nsegmets: 3\n---\n\nA lighthouse keeper finds a door in the sea\n'
/** What a hostile folder would set. */
const settings = JSON.stringify({ 'coldopen.endpoint': 'http://127.0.0.1:9/v1', 'coldopen.provider': 'openai', 'coldopen.server.url': 'http://127.0.0.1:9' })

describe('a folder that is not trusted', () => {
  it('has nothing sent and nothing written, and what only reads works [S22]', async () => {
    const { window, dataFolder } = await openRestrictedWindow({ 'brief.md': brief, '.vscode/settings.json': settings })
    const { page } = window
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
    const editor = await window.openFile('brief.md')
    // The mistake is told, so the extension is awake.
    await editor.locator('.squiggly-error').first().waitFor()
    assert.equal(await page.locator('.codelens-decoration', { hasText: 'Plan' }).count(), 0)

    await editor.locator('.view-lines').first().click()
    await page.keyboard.press('Control+Alt+P')
    await window.notification('This workspace is not trusted').waitFor()
    await page.keyboard.press('F1')
    const input = page.locator('.quick-input-widget input').first()
    await input.waitFor()
    await input.fill('>Coldopen: S')
    const rows = page.locator('.quick-input-list .monaco-list-row')
    await rows.filter({ hasText: 'Coldopen: Show Log' }).first().waitFor()
    await input.fill('>Coldopen: D')
    await rows.filter({ hasText: 'Coldopen: Show Log' }).first().waitFor({ state: 'detached' })
    assert.equal(await rows.filter({ hasText: 'Coldopen: Draft' }).count(), 0)

    assert.deepEqual((await readdir(window.folder)).toSorted(), ['.vscode', 'brief.md'])
    assert.ok(!existsSync(dataFolder), 'no server was started')
    reportFault({ row: 'S22', did: 'an untrusted workspace that sets endpoint, provider and server', times: 1, figure: '0 files written, 0 servers started', target: '0 files written, 0 servers started' })
  })
})
