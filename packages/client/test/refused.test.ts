import { expect, test } from 'vitest'
import { createColdopen, meaningOf } from '../src/create-coldopen.ts'
import { openStudio } from './open-studio.ts'

test('a server that turns a caller away is told from one that is gone', async () => {
  await using studio = await openStudio()
  const { url } = studio.client()
  const stranger = createColdopen({ url, token: '0'.repeat(64) })
  const calls = [
    () => stranger.api.runs.list.query(),
    () => stranger.api.runs.start.mutate({ brief: { format: 'movie', idea: 'x' } }),
    () => Array.fromAsync(stranger.events('none', 0)),
  ]
  for (const call of calls) {
    const error = await call().then(() => undefined, (reason: unknown) => reason)
    expect(meaningOf(error, url)).toMatchObject({ code: 'unauthorized', message: 'The token or key is missing or wrong.' })
  }
  const large = studio.client().api.runs.start.mutate({ brief: { format: 'movie', idea: 'x'.repeat(1_100_000) } })
  expect(meaningOf(await large.catch((reason: unknown) => reason), url)).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('megabyte') })
}, 60_000)
