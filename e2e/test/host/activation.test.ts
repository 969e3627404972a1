import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import * as vscode from 'vscode'
import { closeEditors } from './open-document.ts'

/** Milliseconds that an activation may take on the slowest machine; what it takes on this one is in the log. */
const patience = 3000

const extension = vscode.extensions.getExtension('coldopen.coldopen')
const wasActive = extension?.isActive

describe('activation', () => {
  it('is quick, and loads neither the client nor a server', async () => {
    assert.ok(extension)
    const began = performance.now()
    await extension.activate()
    const activated = performance.now() - began
    const manifest = extension.packageJSON as { main: string }
    const main = join(extension.extensionPath, manifest.main)
    const require = createRequire(main)
    delete require.cache[require.resolve(main)]
    const before = performance.now()
    require(main)
    const loaded = performance.now() - before
    console.log(`activation: ${activated.toFixed(1)} ms${wasActive ? ' (it was active already)' : ''}; loading the bundle once more: ${loaded.toFixed(1)} ms`)
    assert.ok(activated + loaded < patience, `${activated} ms and ${loaded} ms`)
    await closeEditors()
  })

  it('has every command of the manifest', async () => {
    assert.ok(extension)
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } }
    const known = new Set(await vscode.commands.getCommands(true))
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).filter(command => !known.has(command)), [])
  })
})
