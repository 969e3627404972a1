import assert from 'node:assert/strict'
import { availableParallelism, loadavg } from 'node:os'
import { describe, it } from 'mocha'
import { openWindow } from '../../src/ui/stage.ts'

/** Milliseconds that an activation may take, and in how many windows it is tried: what else the machine does is not the extension's. */
const target = 100
const attempts = 3

/** Whether the machine has so much to do that each of its processes waits for its turn. */
const isCrowded = (): boolean => (loadavg()[0] ?? 0) > 2 * availableParallelism()

describe('activation', () => {
  it(`takes less than ${target} ms by the editor’s own count`, async function () {
    this.timeout(300_000)
    const window = await openWindow()
    const { page } = window
    // High enough that the editor renders every line of its report.
    await page.setViewportSize({ width: 1800, height: 6000 })
    const figures: number[] = []
    while (figures.length < attempts && !figures.some(figure => figure < target)) {
      if (figures.length > 0) await page.reload()
      await page.locator('.explorer-folders-view').waitFor()
      await window.runCommand('Developer: Startup Performance')
      const row = page.locator('.view-line', { hasText: /^\|\s*coldopen\.coldopen/ }).first()
      await row.waitFor()
      const [, , , load, call, finish] = (await row.innerText()).split('|').map(cell => Number(cell.trim()))
      assert.ok(load !== undefined && call !== undefined && finish !== undefined, await row.innerText())
      figures.push(load + call + finish)
      console.log(`    activation: ${load} ms to load, ${call} ms to activate, ${finish} ms until that is over`)
    }
    const told = `${figures.join(', ')} ms; load ${loadavg().map(each => each.toFixed(1)).join(' ')}`
    if (isCrowded() && Math.min(...figures) >= target) return console.log(`    That says nothing of the extension: too many programs run on this machine. ${told}`)
    assert.ok(Math.min(...figures) < target, told)
  })
})
