import assert from 'node:assert/strict'
import { it } from 'mocha'
import { npmEnvironment } from './npm-environment.ts'

it('lets npm know where packages come from, and not who started it', () => {
  const started = { PATH: '/usr/bin', HOME: '/home/me', npm_config_user_agent: 'pnpm/12', npm_config_registry: 'https://packages.invalid/', npm_lifecycle_event: 'e2e' }
  assert.deepEqual(npmEnvironment(started, '/node/bin', { npm_config_nodedir: '/node' }), {
    PATH: '/node/bin:/usr/bin',
    HOME: '/home/me',
    npm_config_registry: 'https://packages.invalid/',
    npm_config_nodedir: '/node',
  })
})
