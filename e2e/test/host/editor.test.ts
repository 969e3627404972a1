import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import * as vscode from 'vscode'

describe('the editor under test', () => {
  it('is a real one', () => {
    assert.match(vscode.version, /^1\.\d+/)
  })
})
