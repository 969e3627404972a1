import { describe, it } from 'mocha'
import { openWindow } from '../../src/ui/stage.ts'

describe('a window of the editor', () => {
  it('opens a file of its folder', async () => {
    const window = await openWindow({ 'brief.md': '# A brief\n' })
    const editor = await window.openFile('brief.md')
    await editor.getByText('A brief').waitFor()
  })
})
