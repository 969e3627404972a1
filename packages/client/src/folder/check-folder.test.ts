import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleNotice } from '@coldopen/core/protocol'
import { wordCount } from '@coldopen/script'
import { expect, test } from 'vitest'
import { checkFolder } from './check-folder.ts'
import { chunkText, podcastBrief, wholePodcast } from './chunks.fixture.ts'
import { temporaryFolder } from './folder.fixture.ts'
import { run } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

test('only the words of a chunk are counted as words of it: neither the notice above them nor the comment below', async () => {
  await using home = await temporaryFolder()
  const folder = await openScriptFolder({ dir: home.dir, run, brief: { ...podcastBrief, chunks: 4 } })
  for (const event of wholePodcast(4, true)) folder.apply(event)
  await folder.close()
  const file = join(home.dir, 'L1_chunk_02.md')
  const text = await readFile(file, 'utf8')
  expect(text).toContain(sampleNotice)
  expect(text).toContain('<!-- To look at:')
  const lengths = async () => (await checkFolder(home.dir)).filter(finding => finding.kind === 'length' && finding.unit === 2)
  const words = wordCount(chunkText(2))
  expect(await lengths()).toMatchObject([{ message: expect.stringContaining(`Chunk 2 has ${words} words where `) }])
  const planned = Number(/where (\d+)/.exec((await lengths())[0]?.message ?? '')?.[1])
  await writeFile(file, text.replace(/(?<=\n\n)[\s\S]*?(?=\n+<!--)/, Array.from({ length: planned }, () => 'lamp').join(' ')))
  expect(await lengths()).toEqual([])
  await writeFile(file, text.replace(/(?<=\n\n)[\s\S]*?(?=\n+<!--)/, ''))
  expect((await checkFolder(home.dir)).filter(finding => finding.unit === 2)).toMatchObject([{ kind: 'empty' }])
})
