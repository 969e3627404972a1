import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { describe, it } from 'mocha'
import { reportFault } from '../../../packages/core/test/fault-report.ts'
import { openRestrictedWindow } from '../../src/ui/stage.ts'
import { listen } from '../counting-server.ts'

const brief = '---\ncoldopen: movie\nsegmets: 3\n---\n\nA lighthouse keeper finds a door in the sea\n'
describe('a folder that is not trusted', () => {
  it('has nothing sent and nothing written, and what only reads works [S22]', async () => {
    await using elsewhere = await listen()
    // What a hostile folder would set.
    const settings = { 'coldopen.endpoint': `${elsewhere.url}/v1`, 'coldopen.provider': 'openai', 'coldopen.server.url': elsewhere.url }
    const { window, dataFolder } = await openRestrictedWindow({ 'brief.md': brief, '.vscode/settings.json': JSON.stringify(settings) })
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
    assert.deepEqual(elsewhere.asked, [])
    const none = '0 requests, 0 files written, 0 servers started'
    reportFault({ row: 'S22', did: 'an untrusted workspace that sets endpoint, provider and server', times: 1, figure: none, target: none })
  })
})
