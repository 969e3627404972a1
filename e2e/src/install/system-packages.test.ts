import assert from 'node:assert/strict'
import { it } from 'mocha'
import { browserNeed, missingPackages, requirePackages } from './system-packages.ts'

const needs = [
  { aptPackage: 'coreutils', anyOf: ['cat'] },
  { aptPackage: 'one-package', anyOf: ['no-such-command'] },
  { aptPackage: 'one-package', anyOf: ['no-other-such-command'] },
  { aptPackage: 'headers', anyOf: ['/no/such/file.h', '/bin/sh'] },
]

it('names each system package that is missing once', () => {
  assert.deepEqual(missingPackages(needs, '/usr/bin:/bin'), ['one-package'])
})

it('says how to install what is missing', () => {
  assert.throws(() => requirePackages([browserNeed('/no/chromium')], ''), /need chromium: apt-get install .* chromium$/)
  requirePackages([browserNeed('/bin/sh')], '')
})
