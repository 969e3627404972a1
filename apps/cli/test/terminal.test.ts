import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'
import { openTerminal } from './screen.ts'

const draft = "draft movie 'A lighthouse keeper finds a door in the sea'"

test('on a terminal the script streams above one line of progress, and Ctrl+C leaves both whole', async () => {
  await using desk = await openDesk()
  await using terminal = await openTerminal(desk, { COLDOPEN_PROVIDER: 'sample' })
  await terminal.coldopen(`${draft} --speed 600`)
  await terminal.shows(/^planning · \d+ words · 0 tokens · token allocation: 4120 for 2 beats/m)
  const streaming = await terminal.shows(/^set 1\/2 · segment [2-9]\/20 · \d+ words · \d+ tokens/m)
  expect(await terminal.isCursorVisible()).toBe(false)
  expect(streaming.match(/^set 1\/2 · /gm)).toHaveLength(1)
  expect(streaming).not.toMatch(/planning/)
  expect(streaming).toMatch(/^## 1\. /m)

  await terminal.type('C-c')
  const left = await terminal.shows('[exit 130]')
  expect(left).toContain('Stopping: what has arrived is kept. Ctrl+C again leaves at once.')
  expect(left).toMatch(/^cancelled · segment \d+\/20/m)
  expect(left).not.toMatch(/^set 1\/2/m)
  expect(left.replaceAll('\n', '')).toMatch(/Cancelled\. What is finished is kept in .*Go on with: coldopen resume /)
  expect(await terminal.isCursorVisible()).toBe(true)

  const folder = /drafts\/([a-z-]+)/.exec(left.replaceAll('\n', ''))?.[0] ?? ''
  await terminal.clear()
  await terminal.coldopen(`resume ${folder} --speed 1000000`)
  const done = await terminal.shows('[exit 0]')
  expect(done).toMatch(/^completed · segment 20\/20 · 2\/2 sets done/m)
  expect(done).toMatch(/^## 20\. /m)
  expect(await terminal.isCursorVisible()).toBe(true)
})

test('above a dollar a person is asked, and only a yes spends', async () => {
  await using desk = await openDesk({ behaviour: { pace: 300 } })
  const { COLDOPEN_MODEL: _, ...paid } = desk.paid
  await using terminal = await openTerminal(desk, paid)
  const answers = [['n', 'Enter'], ['Enter'], ['C-c'], ['C-d']]
  for (const [at, answer] of answers.entries()) {
    await terminal.coldopen(`${draft} --segments 600`)
    await terminal.shows(/at the worst \$\d+\.\d\d,\s+about \d+ min\s+Draft it\? \[y\/N\]/)
    await terminal.type(...answer)
    const seen = await terminal.shows('[exit 130]')
    expect(seen, String(at)).toContain('Nothing was sent.')
    expect(seen).not.toMatch(/unexpected|Abort/)
    await terminal.clear()
  }
  expect(desk.fake.requests).toEqual([])

  await terminal.coldopen(`${draft} --segments 600`)
  await terminal.shows('Draft it? [y/N]')
  await terminal.type('y', 'Enter')
  await terminal.shows(/^planning · /m)
  await desk.fake.until(requests => requests.length === 1)
  await terminal.type('C-c')
  await terminal.shows('[exit 130]')
})

test('a server that ended while the question was open is started again when it is answered', async () => {
  await using desk = await openDesk({ behaviour: { pace: 300 } })
  const { COLDOPEN_MODEL: _, ...paid } = desk.paid
  await using terminal = await openTerminal(desk, paid)
  await terminal.coldopen(`${draft} --segments 600`)
  await terminal.shows('Draft it? [y/N]')
  await desk.killServer()
  await terminal.type('y', 'Enter')
  await terminal.shows(/^planning · |\[exit/m)
  expect(await terminal.screen()).not.toContain('does not answer')
  await desk.fake.until(requests => requests.length === 1)
  await terminal.type('C-c')
  await terminal.shows('[exit 130]')
})

test('while the provider has no room the line says for how long, and Ctrl+C waits for nothing', async () => {
  await using desk = await openDesk({ limits: { requests: 2 } })
  const { COLDOPEN_MODEL: _, ...paid } = desk.paid
  await using terminal = await openTerminal(desk, paid)
  await terminal.coldopen(`${draft} --segments 4 --per-set 2`)
  await terminal.shows(/^set 1\/2 · segment 2\/4 · 1\/2 sets done · \d+ words · \d+ tokens · \$[\d.]+ ·\swaits [23]\d s for the provider’s limits/m)
  expect(desk.fake.requests).toHaveLength(2)
  await terminal.type('C-c')
  expect(await terminal.shows('[exit 130]')).toMatch(/^cancelled · segment 2\/4/m)
  expect(desk.fake.requests).toHaveLength(2)
})

test('a small script is drafted without a question', async () => {
  await using desk = await openDesk()
  const { COLDOPEN_MODEL: _, ...paid } = desk.paid
  await using terminal = await openTerminal(desk, paid)
  await terminal.coldopen(`${draft} --segments 2`)
  const seen = await terminal.shows('[exit 0]')
  expect(seen).not.toContain('Draft it?')
  expect(seen).toMatch(/^completed · segment 2\/2 · 1\/1 sets done · .*\$0\.\d+/m)
})
