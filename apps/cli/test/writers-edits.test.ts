import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDesk } from './desk.ts'

test('what the writer saves while a set is drafted is in the next request, here that of the set’s second try; meanwhile no second terminal writes the files', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 3 ? { stall: 200, truncate: 260 } : undefined))
  const args = ['draft', 'movie', 'A lighthouse keeper finds a door in the sea', '--segments', '6', '--per-set', '2', '--yes', '--out', 'short']
  const drafting = desk.start(args, { env: desk.paid })
  await desk.fake.until(requests => requests.some(request => request.state === 'stalled'))

  const inFolder = async (end: string): Promise<string> => {
    const name = (await readdir(join(desk.cwd, 'short'))).find(each => each.endsWith(end) && each !== 'brief.md')
    return join(desk.cwd, 'short', name ?? '')
  }
  const text = await vi.waitFor(async () => {
    const read = await readFile(await inFolder('.md'), 'utf8')
    expect(read).toContain('<!-- seg_0003')
    return read
  }, { timeout: 60_000 })
  const second = await desk.coldopen(['resume', 'short'], { env: desk.paid })
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('Another window, terminal or assistant writes the files of this draft') })

  const script = await inFolder('.md')
  const cut = text.indexOf('<!-- seg_0003')
  await writeFile(script, `${text.slice(0, cut).trimEnd()}\n\nShe locks the door behind her, twice.\n\n${text.slice(cut)}`)
  await drafting.says('You have changed what is drafted already (2)')
  const metadata = await inFolder('_metadata.json')
  const bible = await readFile(metadata, 'utf8')
  await writeFile(metadata, bible.replace('"total_segments": 6', '"total_segments": 9'))
  await drafting.says('generation_info.total_segments is settled when a run begins')
  await writeFile(metadata, bible.replace(/"title": "[^"]*"/, '"title": "Another Title"'))
  await drafting.says('You have changed the plan')
  desk.fake.release()

  const ended = await drafting.ended
  expect(ended.code).toBe(0)
  expect(ended.stderr.match(/You have changed/g)).toHaveLength(2)
  expect(desk.fake.requests).toHaveLength(5)
  const asked = JSON.stringify(desk.fake.requests[3]?.body)
  expect(asked).toContain('She locks the door behind her, twice.')
  expect(asked).toContain('Another Title')
  expect(await readFile(script, 'utf8')).toContain('She locks the door behind her, twice.')
})

test('what the writer has made of a chunk while nothing was drafted is in the requests of a resumed draft', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 4 ? { refuse: 'No.' } : undefined))
  const drafted = await desk.coldopen(['draft', 'prose', 'A lighthouse keeper finds a door in the sea', '--words', '400', '--chunks', '4', '--yes', '--out', 'door'], { env: desk.paid })
  expect(drafted.code).toBe(1)
  const mine = 'She locks the door behind her, twice.'
  await writeFile(join(desk.cwd, 'door', 'L1_chunk_02.md'), `${mine}\n`)
  await writeFile(join(desk.cwd, 'door', 'L1_chunk_01.md'), '')
  const resumed = await desk.coldopen(['resume', 'door'], { env: desk.paid })
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('You have changed what is drafted already (2)') })
  expect(resumed.stderr).toContain('L1_chunk_01.md has no text left in it')
  expect(JSON.stringify(desk.fake.requests[4]?.body)).toContain(mine)
  expect(await readFile(join(desk.cwd, 'door', 'L1_chunk_02.md'), 'utf8')).toBe(`${mine}\n`)
})
