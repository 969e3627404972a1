import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Segment } from '@coldopen/script'
import { expect, test } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { followRun } from '../src/follow-run.ts'
import { openScriptFolder } from '../src/folder/script-folder.ts'
import { sendEdits } from '../src/send-edits.ts'
import { openStudio, type OpenStudio } from './open-studio.ts'

const temporaryFolder = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-edited-'))
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

/** A script, whole, in the files of a folder. */
const drafted = async (studio: OpenStudio, dir: string, segments: number): Promise<{ client: Coldopen; runId: string }> => {
  const client = studio.client()
  const given = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments, perSet: Math.min(segments, 26) } as const
  const { runId } = await client.api.runs.start.mutate({ brief: given, options: { concurrency: 10 } })
  const { brief } = await client.api.runs.get.query({ runId })
  const folder = await openScriptFolder({ dir, run: runId, brief })
  try {
    for await (const event of followRun(async () => client, { run: runId, after: 0 })) {
      folder.apply(event)
      if (event.type === 'run-end') break
    }
  } finally {
    await folder.close()
  }
  return { client, runId }
}

const change = async (dir: string, end: string, edit: (text: string) => string): Promise<void> => {
  const name = (await readdir(dir)).find(each => each.endsWith(end) && each !== 'brief.md') ?? ''
  await writeFile(join(dir, name), edit(await readFile(join(dir, name), 'utf8')))
}

const segmentsOf = async (client: Coldopen, runId: string): Promise<Segment[]> => (await client.api.runs.get.query({ runId })).parts.flatMap(part => part.segments)

test('a change in more segments than one call may bring is taken whole, and so is one of more text', async () => {
  await using studio = await openStudio({ behaviour: { sentences: 1 } })
  await using home = await temporaryFolder()
  const { client, runId } = await drafted(studio, home.dir, 1010)
  const rename = (word: string) => (text: string) => text.replaceAll(/^(## \d+\. ).*$/gm, `$1${word}`)
  await change(home.dir, '.md', rename('One Long Night'))
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual(['You have changed what is drafted already (1–1010): what is asked for from now on is written from that.'])
  expect(new Set((await segmentsOf(client, runId)).map(segment => segment.title))).toEqual(new Set(['One Long Night']))

  const long = '灯台の灯りが消え、彼女は海の中の扉を見つけた。'.repeat(30)
  await change(home.dir, '.md', rename(long))
  await sendEdits(client.api, { run: runId, path: home.dir })
  const taken = await segmentsOf(client, runId)
  expect(taken).toHaveLength(1010)
  expect(taken.filter(segment => segment.title !== long)).toEqual([])
  expect(await sendEdits(client.api, { run: runId, path: home.dir })).toEqual([])
})
