import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './folder.fixture.ts'
import { holdFolder } from './held-folder.ts'
import { rewrite, type Draft } from './rewriting.ts'
import { hashOf, type FileRecord } from './sidecar.ts'

test('what the writer saves between our look and our writing stays, and wants another look', async () => {
  await using home = await temporaryFolder()
  const folder = await holdFolder(home.dir)
  const file = join(home.dir, 'a.md')
  writeFileSync(file, 'ours')
  const records = new Map<string, FileRecord>([['a.md', { hash: hashOf('ours') }]])
  const saved: unknown[] = []
  const draft: Draft = {
    name: 'a.md',
    decide() {
      writeFileSync(file, 'mine')
      return { type: 'write', text: 'ours, longer' }
    },
  }
  const outcome = await rewrite({ folder, records, save: async () => void saved.push(structuredClone([...records])) }, [draft])
  expect(outcome).toEqual({ written: 0, again: new Set(['a.md']) })
  expect(await readFile(file, 'utf8')).toBe('mine')
  expect(records.get('a.md')).toEqual({ hash: hashOf('ours') })
  // The sidecar named what was about to be written before any of it was.
  expect(saved).toEqual([[['a.md', { hash: hashOf('ours'), next: hashOf('ours, longer') }]]])
  await folder.close()
})
