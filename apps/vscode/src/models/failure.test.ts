import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'

const coded = (code: string, message = '', cause?: unknown) => Object.assign(new Error(message, { cause }), { code })

test.each([
  ['no permission', coded('NoPermissions', 'No'), 'no-permission'],
  ['a model that is gone', coded('NotFound'), 'not-found'],
  ['a quota, by the provider’s name for it', Object.assign(new Error('Upgrade'), { name: 'ChatQuotaExceeded' }), 'quota'],
  ['a quota, within what VS Code calls blocked', coded('Blocked', 'You have exceeded your rate limit'), 'quota'],
  ['a quota, in the cause', coded('Unknown', 'It failed', new Error('429 Too Many Requests')), 'quota'],
  ['a block', coded('Blocked', 'Not this one'), 'filtered'],
  ['a filter', coded('Unknown', 'Response got filtered by Responsible AI'), 'filtered'],
  ['anything else', new Error('boom'), 'failed'],
  ['what is no error', 'boom', 'failed'],
])('%s', (_name, error, why) => {
  expect(failureOf(error)).toMatchObject({ type: 'failed', why })
})

test('the words of an error and of its causes are passed on, and not without end', () => {
  expect(failureOf(coded('Unknown', 'It failed', new Error('the disk is full')))).toMatchObject({ words: 'It failed: the disk is full' })
  expect(failureOf(new Error('x'.repeat(9000))).words).toHaveLength(2000)
  const loop = new Error('again')
  loop.cause = loop
  expect(failureOf(loop).words).toContain('again')
})
