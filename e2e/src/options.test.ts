import assert from 'node:assert/strict'
import { it } from 'mocha'
import { readOptions } from './options.ts'

it('runs both suites unless one is asked for', () => {
  assert.deepEqual(readOptions([]), { grep: undefined, suites: ['host', 'ui'], keep: false, vsix: undefined })
  assert.deepEqual(readOptions(['--', '--only', 'ui', '--grep', 'undo', '--keep']).suites, ['ui'])
  assert.deepEqual(readOptions(['--only', 'latency']).suites, ['latency'])
})

it('says what it does not understand', () => {
  assert.throws(() => readOptions(['--only', 'all']), /--only takes host, ui or latency, not all/)
  assert.throws(() => readOptions(['--fast']), /--fast/)
})
