import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { startFakeOpenAI, type FakeOpenAI } from '@coldopen/fake-openai'
import { afterEach, describe, it } from 'mocha'
import type { EditorWindow } from '../../src/ui/editor-window.ts'
import { openWindow, screenshot, setMachine, stageFolder } from '../../src/ui/stage.ts'
import { status } from './drafting.ts'
import { answer, question } from './views-rows.ts'

const key = 'sk-canary-0f3b71c2d9'

const brief = (segments: number): string => `---\ncoldopen: meme\nsegments: ${segments}\nper_set: 2\n---\n\nA lighthouse keeper finds a door in the sea\n`

const rows = (window: EditorWindow) => window.page.locator('.quick-input-list .monaco-list-row')
const input = (window: EditorWindow) => window.page.locator('.quick-input-widget input').first()
const asks = (window: EditorWindow, title: string) => window.page.locator('.quick-input-widget', { hasText: title }).waitFor()

const choose = async (window: EditorWindow, filter: string, choice: RegExp | string): Promise<void> => {
  await window.runCommand('Coldopen: Choose Model')
  await asks(window, 'Who writes the script?')
  await rows(window).first().waitFor()
  await input(window).fill(filter)
  await rows(window).filter({ hasText: choice }).first().click()
}

const enter = async (window: EditorWindow, text: string): Promise<void> => {
  await input(window).fill(text)
  await window.page.keyboard.press('Enter')
}

/** Names of the files below the folder of all UI tests in which the key stands. */
const filesWithKey = async (): Promise<string> => {
  const found = await promisify(execFile)('grep', ['-rl', '--', key, stageFolder()]).catch((error: { stdout: string }) => error)
  return found.stdout
}

describe('choosing a model', () => {
  afterEach(() => setMachine())

  it('takes an endpoint of one’s own with its key, asks before it spends, and sends nothing where the answer is no', async () => {
    await using fake: FakeOpenAI = await startFakeOpenAI({ requireKey: key })
    const window = await openWindow({ 'brief.md': brief(2) })
    await window.openFile('brief.md')
    await choose(window, 'Another', 'Another endpoint…')
    await asks(window, 'Address of the endpoint')
    await input(window).fill('localhost:8080')
    await window.page.locator('.quick-input-message', { hasText: 'begins with http:// or https://' }).waitFor()
    await enter(window, fake.url)
    await asks(window, 'Name of the model')
    await enter(window, 'mystery-1')
    await asks(window, `Key for ${new URL(fake.url).host}`)
    assert.equal(await input(window).getAttribute('type'), 'password')
    await enter(window, key)

    await window.runCommand('Coldopen: Draft This Brief')
    await question(window, 'The price of this model is not known.').waitFor()
    await screenshot(window, 'consent')
    await answer(window, 'Draft with openai-chat/mystery-1', 'Cancel')
    assert.equal(fake.requests.length, 0)
    assert.deepEqual(await readdir(window.folder), ['brief.md'])

    await window.runCommand('Coldopen: Draft This Brief')
    await answer(window, 'Draft with openai-chat/mystery-1', 'Draft')
    // What the endpoint answers is no script: the draft ends, and nothing of that matters here.
    await status(window, 'stopped').waitFor()
    const sent = fake.requests.length
    assert.ok(sent > 0)
    for (const { model, authorized } of fake.requests) assert.deepEqual([model, authorized], ['mystery-1', true])
    assert.equal(await filesWithKey(), '', 'the key stands in no file: no setting, no log, no run')

    await window.runCommand('Coldopen: Set Key')
    await asks(window, `Key for ${new URL(fake.url).host}`)
    await enter(window, '')
    await window.runCommand('Coldopen: Draft This Brief')
    await answer(window, 'Draft with openai-chat/mystery-1', 'Draft')
    await fake.until(requests => requests.length > sent)
    assert.notEqual(fake.requests.at(-1)?.authorized, true, 'a key that was forgotten is sent no more')
    await status(window, 'stopped').waitFor()
  })

  it('says what each can do and costs, and asks for a key that is missing', async () => {
    const window = await openWindow({ 'brief.md': brief(400) })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Choose Model')
    await asks(window, 'Who writes the script?')
    const astra = rows(window).filter({ hasText: 'gpt-6-astra' })
    await astra.first().waitFor()
    await input(window).fill('gpt-6-astra')
    assert.match((await astra.first().textContent()) ?? '', /needs a key.*about \$\d+\.\d\d for this brief, at the worst \$\d+\.\d\d.*\$10\.00 in and \$50\.00 out.*keeps to a schema.*reasons.*searches the web/)
    await astra.first().click()
    await asks(window, 'Key for OpenAI')
    await window.page.keyboard.press('Escape')
    await window.runCommand('Coldopen: Draft This Brief')
    await window.notification('openai/gpt-6-astra needs a key').getByRole('button', { name: 'Set Key' }).click()
    await asks(window, 'Key for OpenAI')
    await window.page.keyboard.press('Escape')
    assert.deepEqual(await readdir(window.folder), ['brief.md'])

    await choose(window, 'offline', 'sample text, offline, no key')
    await window.runCommand('Coldopen: Estimate This Brief')
    await window.notification('sample/sample').waitFor()
  })

  it('asks above a dollar: No sends nothing, Yes sends', async () => {
    await using fake = await startFakeOpenAI({ behaviour: { pace: 200 } })
    await setMachine({ 'coldopen.provider': 'openai', 'coldopen.model': 'gpt-6-astra', 'coldopen.endpoint': fake.url })
    const window = await openWindow({ 'brief.md': brief(400) })
    await window.openFile('brief.md')
    await window.runCommand('Coldopen: Draft This Brief')
    await question(window, /It will cost about \$\d+\.\d\d, at the worst \$\d+\.\d\d\./).waitFor()
    await answer(window, 'Draft with openai/gpt-6-astra', 'Cancel')
    assert.deepEqual(await readdir(window.folder), ['brief.md'])
    assert.equal(fake.requests.length, 0)

    await window.runCommand('Coldopen: Draft This Brief')
    await answer(window, 'Draft with openai/gpt-6-astra', 'Draft')
    await fake.until(requests => requests.length > 0)
    await window.runCommand('Coldopen: Stop Drafting')
    await status(window, 'cancelled').waitFor()
  })
})
