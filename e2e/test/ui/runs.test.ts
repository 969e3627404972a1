import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, it } from 'mocha'
import { openWindow, screenshot } from '../../src/ui/stage.ts'
import { status } from './drafting.ts'
import { answer, chooseFromMenu, openViews, pane, press, question, row } from './views-rows.ts'

const brief = '---\ncoldopen: meme\nsegments: 60\nper_set: 5\n---\n\nA lighthouse keeper finds a door in the sea\n'

describe('a run in its view', () => {
  it('is paused, resumed, stopped, has a part drafted again, is opened and deleted', async () => {
    const settings = (speed: number): string => JSON.stringify({ 'coldopen.sampleSpeed': speed, 'coldopen.provider': 'sample' })
    const window = await openWindow({ '.vscode/settings.json': settings(150), 'brief.md': brief })
    const { page } = window
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await openViews(window)
    // Other folders' runs are older, and stand below it.
    const run = (text: RegExp | string) => pane(window, 'Runs').locator('.monaco-list-row[aria-level="1"]').first().filter({ hasText: text })
    const going = run(/Set \d+\/12 · \d+ %/)
    await going.waitFor()

    await press(going, 'Pause')
    const paused = run(/paused · \d+ %/)
    await paused.waitFor()
    await status(window, 'paused').waitFor()
    await press(paused, 'Resume')
    await going.waitFor()
    await press(going, 'Stop')
    const stopped = run(/cancelled · \d+ %/)
    await stopped.waitFor()

    await stopped.locator('.monaco-tl-twistie').click()
    const part = row(window, 'Runs', /^Set \d+.*stopped/).first()
    await part.waitFor()
    const number = /^Set (\d+)/.exec((await part.textContent()) ?? '')?.[1] ?? ''
    await press(part, 'Draft Part Again')
    const done = row(window, 'Runs', new RegExp(`^Set ${number}(?!\\d).*done.*5 segments`)).first()
    await done.waitFor()
    await screenshot(window, 'runs-part-again')

    await chooseFromMenu(window, done, 'Draft Part Again')
    await answer(window, `Draft part ${number} of`, 'Cancel')
    await done.waitFor()

    await page.locator('.tab', { hasText: /\.md/ }).first().waitFor()
    await window.runCommand('File: Save All Files')
    await window.runCommand('View: Close All Editors')
    await page.locator('.tab').first().waitFor({ state: 'detached' })
    const ended = run(/cancelled|failed|paused|completed/)
    await press(ended, 'Open Script')
    await page.locator('.tab.active', { hasText: /^(?!brief).*\.md$/ }).waitFor()

    const files = (await readdir(window.folder)).toSorted()
    await chooseFromMenu(window, ended, 'Delete Run…')
    await answer(window, 'Delete the run of', 'Cancel')
    await ended.waitFor()
    await chooseFromMenu(window, ended, 'Delete Run…')
    await question(window, 'The files of the script stay.').waitFor()
    await screenshot(window, 'runs-delete')
    await answer(window, 'Delete the run of', 'Delete')
    await row(window, 'Runs', 'not known to this server').waitFor()
    assert.deepEqual((await readdir(window.folder)).toSorted(), files, 'every file of the script stays')
  })
})
