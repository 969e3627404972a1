import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverFileName } from '@coldopen/core/protocol'
import { expect, test } from 'vitest'
import { runningLocal } from './local-server.ts'

test('a server that is not there is not started, and what a dead one has left is no server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-running-'))
  try {
    expect(await runningLocal(folder)).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
    await writeFile(join(folder, serverFileName), JSON.stringify({ url: 'http://127.0.0.1:9', token: 'x'.repeat(64), pid: 1, protocol: 1 }))
    expect(await runningLocal(folder)).toBeUndefined()
    expect(await readdir(folder)).toEqual([serverFileName])
  } finally {
    await rm(folder, { recursive: true })
  }
})
