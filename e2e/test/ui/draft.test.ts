import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import { dataFolder, openWindow, screenshot } from '../../src/ui/stage.ts'
import { atSpeed, draftMovie, readDraft, savedAs, status } from './drafting.ts'

/** The text without what the writer typed into it. */
const without = (text: string, typed: readonly string[]): string => typed.reduce((rest, word) => rest.replace(word, ''), text)

describe('drafting a movie in the editor', () => {
  it('streams from the palette into the script, tells how far it is, and stops with Esc', async () => {
    const window = await openWindow(atSpeed(150))
    await draftMovie(window)
    await status(window, /set 1\/2 · \d+\/20/).waitFor()
    await status(window, /set 1\/2 · [2-9]\/20/).waitFor()
    await screenshot(window, 'draft-streaming')
    await window.page.locator('.monaco-editor .view-lines').first().click()
    await window.page.keyboard.press('Escape')
    await status(window, 'cancelled').waitFor()
    await savedAs(window, async () => {
      const { text, script, rendered } = await readDraft(window)
      assert.ok(script.segments.length > 0 && script.segments.length < 20, `${script.segments.length} segments`)
      assert.ok(text.startsWith(rendered.slice(0, -1)), 'the finished segments stand in the script as their set has them')
    })
    await screenshot(window, 'draft-stopped')
  })

  it('keeps every character that the writer types above, inside and below while text streams', async () => {
    const window = await openWindow(atSpeed(900))
    await draftMovie(window)
    const { keyboard } = window.page
    await window.page.locator('.monaco-editor .view-lines').first().click()
    const typed: string[] = []
    const type = async (word: string): Promise<void> => {
      typed.push(word)
      await keyboard.type(word, { delay: 35 })
    }
    await keyboard.press('Control+Home')
    await type('qabovethetextq')
    await keyboard.press('Control+End')
    await type('qbelowthestreamq')
    await keyboard.press('Control+Home')
    for (let line = 0; line < 30; line++) await keyboard.press('ArrowDown')
    await type('qinsidethetextq')
    await keyboard.press('Control+End')
    await type('qbelowoncemoreq')
    await status(window, 'done').waitFor()
    await savedAs(window, async () => {
      const { text, script, rendered } = await readDraft(window)
      assert.equal(script.segments.length, 20)
      for (const word of typed) assert.equal(text.split(word).length, 2, `${word} stands in the text once`)
      assert.equal(without(text, typed).trimEnd(), rendered.trimEnd())
    })
  })

  it('takes all of it back with one undo', async () => {
    const window = await openWindow(atSpeed(5000))
    await draftMovie(window)
    await status(window, 'done').waitFor()
    await window.page.locator('.monaco-editor .view-lines').first().click()
    await window.page.keyboard.press('Control+Z')
    await savedAs(window, async () => {
      const { text, script } = await readDraft(window)
      assert.equal(script.segments.length, 20, 'the set files keep what was drafted')
      assert.ok(!text.includes('seg_'), `no segment is left in the script: ${text.slice(-200)}`)
    })
    await window.page.keyboard.press('Control+Y')
    await savedAs(window, async () => {
      const { text, rendered } = await readDraft(window)
      assert.equal(text.trimEnd(), rendered.trimEnd())
    })
  })

  it('says so when the writer makes the script read-only, keeps what is in it, and offers the rest', async () => {
    const window = await openWindow(atSpeed(250))
    await draftMovie(window)
    await window.runCommand('File: Set Active Editor Read-only in Session')
    const said = window.notification('.md is read-only. Nothing of the draft is lost.')
    await said.waitFor()
    await said.getByRole('button', { name: 'Insert at Cursor' }).waitFor()
    await screenshot(window, 'draft-read-only')
    await window.runCommand('File: Reset Active Editor Read-only in Session')
    await window.runCommand('Coldopen: Resume Draft')
    await status(window, 'done').waitFor()
    await savedAs(window, async () => {
      const { text, script, rendered } = await readDraft(window)
      assert.equal(script.segments.length, 20)
      assert.equal(text.trimEnd(), rendered.trimEnd())
    })
  })

  it('goes on by itself when the server is killed in the middle', async () => {
    const window = await openWindow(atSpeed(400))
    await draftMovie(window)
    await status(window, /set 1\/2 · [3-9]\/20/).waitFor()
    const { pid }: { pid: number } = JSON.parse(await readFile(join(dataFolder(), 'server.json'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    await status(window, 'done').waitFor()
    await savedAs(window, async () => {
      const { text, script, rendered } = await readDraft(window)
      assert.deepEqual(script.segments.map(segment => segment.segment_number), Array.from({ length: 20 }, (_, i) => i + 1))
      assert.equal(text.trimEnd(), rendered.trimEnd())
    })
    const after: { pid: number } = JSON.parse(await readFile(join(dataFolder(), 'server.json'), 'utf8'))
    assert.notEqual(after.pid, pid)
  })
})
