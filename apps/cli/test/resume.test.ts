import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { killOutright } from '../../../packages/client/test/processes.ts'
import { openDesk, type Desk } from './desk.ts'
import { filesIn, numbersIn, timeless } from './script-files.ts'

const idea = 'A lighthouse keeper finds a door in the sea'
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

/** The numbers of segments that every request to the provider asked for, the plan's left out. */
const askedFor = (desk: Desk): number[][] => {
  const asked = desk.fake.requests.map(request => /"numbers":\[([\d,]+)\]/.exec(String(JSON.parse(JSON.stringify(request.body)).input))?.[1])
  return asked.flatMap(numbers => (numbers === undefined ? [] : [numbers.split(',').map(Number)]))
}

const onlyFolder = async (desk: Desk): Promise<string> => {
  const [name = ''] = await readdir(join(desk.cwd, 'drafts'))
  return join('drafts', name)
}

const slugOf = (folder: string): string => folder.slice('drafts/'.length)

test('Ctrl+C cancels and keeps; resume asks for what is missing alone, once it is complete for nothing', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 3 ? { stall: 6000 } : undefined))
  const drafting = desk.start(['draft', 'movie', idea, '--yes'], { env: desk.paid })
  await desk.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await drafting.says(/segment 1[1-9]\/20/)
  drafting.process.kill('SIGINT')
  const stopped = await drafting.ended
  expect(stopped).toMatchObject({ code: 130 })
  const folder = await onlyFolder(desk)
  expect(stopped.stderr).toContain(`What is finished is kept in ${join(desk.cwd, folder)}. Go on with: coldopen resume ${join(desk.cwd, folder)}\n`)

  const resumed = await desk.coldopen(['resume', folder], { env: desk.paid })
  expect(resumed).toMatchObject({ code: 0 })
  expect(numbersIn(await filesIn(join(desk.cwd, folder)))).toEqual(upTo(20))
  const [, second, third] = askedFor(desk)
  expect(second).toEqual(upTo(20).slice(10))
  expect(third?.length).toBeLessThan(10)
  expect(third).toEqual(upTo(20).slice(20 - (third?.length ?? 0)))

  const again = await desk.coldopen(['resume', join(folder, `${slugOf(folder)}.md`)], { env: desk.paid })
  expect(again).toMatchObject({ code: 0 })
  expect(again.stderr).toContain('Done: ')
  expect(desk.fake.requests).toHaveLength(4)
})

test('a paid run whose server is killed waits for consent, which resume is; nothing finished is asked for again', async () => {
  await using desk = await openDesk()
  desk.fake.script((_, nth) => (nth === 3 ? { stall: 6000 } : undefined))
  const drafting = desk.start(['draft', 'movie', idea, '--yes'], { env: desk.paid })
  await desk.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await drafting.says(/segment 1[1-9]\/20/)
  await desk.killServer()
  const told = await drafting.ended
  expect(told).toMatchObject({ code: 1 })
  expect(told.stderr).toContain('Set 2 was being written when the process ended, and may have been charged')
  expect(desk.fake.requests).toHaveLength(3)

  const folder = await onlyFolder(desk)
  const resumed = await desk.coldopen(['resume', join(folder, `${slugOf(folder)}.coldopen.json`)], { env: desk.paid })
  expect(resumed).toMatchObject({ code: 0 })
  expect(numbersIn(await filesIn(join(desk.cwd, folder)))).toEqual(upTo(20))
  expect(askedFor(desk)).toHaveLength(3)
  expect(askedFor(desk)[2]?.length).toBeLessThan(10)
})

test('a terminal that is killed leaves the server at work; resume catches up, to the files of an undisturbed run', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['draft', 'movie', idea, '--speed', '1000000', '--out', 'undisturbed'])).toMatchObject({ code: 0 })
  const drafting = desk.start(['draft', 'movie', idea, '--speed', '3000'])
  await drafting.says(/^## 3\. /m)
  await killOutright(drafting.process.pid ?? 0)
  const folder = await onlyFolder(desk)
  expect(await desk.coldopen(['resume', folder])).toMatchObject({ code: 0 })
  expect(timeless(await filesIn(join(desk.cwd, folder)))).toEqual(timeless(await filesIn(join(desk.cwd, 'undisturbed'))))
})

test('the sample writer goes on by itself, whoever is killed; the files are those of somebody who saw none of it', async () => {
  await using desk = await openDesk()
  const drafting = desk.start(['draft', 'movie', idea, '--segments', '30', '--speed', '2000'])
  await drafting.says(/^## 3\. /m)
  await desk.killServer()
  await drafting.says('set 2/3')
  const folder = await onlyFolder(desk)
  await Promise.all([killOutright(drafting.process.pid ?? 0), desk.killServer()])
  expect(await desk.coldopen(['resume', folder])).toMatchObject({ code: 0 })
  const files = timeless(await filesIn(join(desk.cwd, 'drafts')))
  expect(numbersIn(files)).toEqual(upTo(30))

  const id = /^\S+/.exec((await desk.coldopen(['runs'])).stdout)?.[0] ?? ''
  expect(await desk.coldopen(['resume', id], { cwd: desk.data })).toMatchObject({ code: 0 })
  expect(timeless(await filesIn(join(desk.data, 'drafts')))).toEqual(files)
})
