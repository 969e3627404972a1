import { describe, it } from 'mocha'
import { openWindow } from '../../src/ui/stage.ts'
import { atSpeed, status } from './drafting.ts'

describe('a brief in the editor', () => {
  it('is drafted by its lens, and can be continued once it is done: in this window, and in the next', async () => {
    const window = await openWindow({ ...atSpeed(5000), 'tales/mine.md': '---\ncoldopen: movie\nsegments: 4\nper_set: 2\n---\n\nA lighthouse keeper finds a door in the sea\n' })
    const { page } = window
    page.on('dialog', dialog => void dialog.accept())
    const brief = await window.openFile('mine.md')
    const lens = (title: string) => brief.locator('.codelens-decoration a', { hasText: title }).first()
    await lens('Estimate').waitFor()
    await lens('Draft').click()
    await status(window, 'done').waitFor()
    await lens('Continue').waitFor()
    await page.reload()
    await lens('Continue').waitFor()
  })

  it('has the right lenses after a draft also when the writer was about to click elsewhere as it ended', async () => {
    const window = await openWindow({ ...atSpeed(400), 'brief.md': '---\ncoldopen: meme\nsegments: 4\nper_set: 2\n---\n\nA lighthouse keeper finds a door in the sea\n' })
    const brief = await window.openFile('brief.md')
    const lens = (title: string) => brief.locator('.codelens-decoration a', { hasText: title }).first()
    await lens('Estimate').waitFor()
    await window.runCommand('Coldopen: Draft This Brief')
    await lens('Stop').waitFor()
    // The editor waits a quarter of a second before it asks for lenses, and forgets to when it loses the focus meanwhile.
    await status(window, 'done').waitFor()
    await window.page.locator('.activitybar .action-item').nth(1).click()
    await lens('Continue').waitFor()
  })
})
