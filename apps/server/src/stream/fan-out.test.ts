import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { ColdopenError, type RunEvent } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createHub } from '../studio/hub.ts'
import { createTroubles } from '../studio/troubles.ts'
import { createFanOut } from './fan-out.ts'
import { createPages } from './pages.ts'

/** A connection that takes what it is given, or does not, as it is told. */
class Reader extends EventEmitter {
  destroyed = false
  taking = true
  readonly ids: number[] = []
  text = ''
  writeHead(): void {}
  write(bytes: Buffer): boolean {
    this.text += bytes.toString()
    for (const [, id] of bytes.toString().matchAll(/^id: (\d+)$/gm)) this.ids.push(Number(id))
    return this.taking
  }
  end(bytes: Buffer): void {
    this.write(bytes)
    this.leave()
  }
  takeAgain(): void {
    this.taking = true
    this.emit('drain')
  }
  destroy(): void {
    this.leave()
  }
  leave(): void {
    this.destroyed = true
    this.emit('close')
  }
}

/** The journal of one run, whose reads take a while and see what was committed when they began. */
const openDesk = () => {
  const events: RunEvent[] = []
  let reads = 0
  let failing = false
  let now = 0
  const timers: (() => void)[] = []
  const store: Pick<Store, 'events'> = {
    async events(_, after, limit) {
      reads++
      if (failing) throw new ColdopenError('storage', 'The disk is full.')
      const found = events.filter(event => event.seq > after).slice(0, limit)
      await turn()
      return found
    },
  }
  const clock = { now: () => new Date(), monotonic: () => now, after: (_: number, then: () => void) => (timers.push(then), () => void timers.splice(timers.indexOf(then), 1)) }
  const hub = createHub()
  const pages = createPages({ store: store as Store, hub, clock })
  const troubles = createTroubles()
  const fanOut = createFanOut({ pages, hub, troubles, clock, log: pino({ level: 'silent' }) })
  return {
    follow(after: number): Reader {
      const reader = new Reader()
      fanOut.send('run', after, reader as unknown as ServerResponse)
      return reader
    },
    commit(count: number): void {
      for (let left = count; left > 0; left--) events.push({ type: 'segment-start', part: 1, attempt: 1, segment: 1, run: 'run', seq: events.length + 1 })
      hub.tell('run', events.length)
    },
    /** Time goes on, and whatever was due by then is done. */
    pass(ms: number): void {
      now += ms
      for (const then of timers.splice(0)) then()
    },
    settle: async () => {
      for (let turns = 0; turns < 60; turns++) await turn()
    },
    fail: (on: boolean) => (failing = on),
    read: (after: number) => pages.read('run', after),
    trouble: (problem: ColdopenError | undefined) => troubles.tell('run', problem),
    remove: () => hub.tellGone('run'),
    last: () => events.length,
    reads: () => reads,
    listeners: () => hub.listeners(),
  }
}

const after = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at + 1)

const step = fc.oneof(
  fc.record({ do: fc.constant('commit' as const), count: fc.integer({ min: 1, max: 150 }) }),
  fc.record({ do: fc.constantFrom('follow' as const, 'stop' as const, 'go on' as const, 'leave' as const), who: fc.nat(20) }),
  fc.record({ do: fc.constant('turn' as const) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 900, 1100) }),
)

test('whoever comes, stops reading, reads on or goes, in any order, is given every event once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
      const desk = openDesk()
      const readers: { readonly reader: Reader; readonly from: number }[] = []
      for (const one of steps) {
        if (one.do === 'commit') desk.commit(one.count)
        if (one.do === 'turn') await turn()
        if (one.do === 'pass') desk.pass(one.ms)
        if (!('who' in one)) continue
        if (one.do === 'follow') {
          const from = Math.min(one.who * 7, desk.last())
          readers.push({ reader: desk.follow(from), from })
        }
        const { reader } = readers[one.who % readers.length] ?? {}
        if (!reader || reader.destroyed) continue
        if (one.do === 'stop') reader.taking = false
        if (one.do === 'go on' && !reader.taking) reader.takeAgain()
        if (one.do === 'leave') reader.leave()
      }
      for (const { reader } of readers) if (!reader.destroyed && !reader.taking) reader.takeAgain()
      await desk.settle()
      for (const { reader, from } of readers) {
        expect(reader.ids).toEqual(reader.destroyed ? after(from, from + reader.ids.length) : after(from, desk.last()))
        reader.leave()
      }
      await desk.settle()
      expect(desk.listeners()).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test('whoever comes when all have left is given what came in between', async () => {
  const desk = openDesk()
  desk.commit(3)
  const first = desk.follow(0)
  await desk.settle()
  first.leave()
  desk.commit(2)
  const second = desk.follow(0)
  await desk.settle()
  expect(second.ids).toEqual([1, 2, 3, 4, 5])
})

test('a read that began before the latest news is no answer to whoever comes after them', async () => {
  const desk = openDesk()
  desk.commit(1)
  const early = desk.read(0)
  const same = desk.read(0)
  desk.commit(1)
  const late = desk.read(0)
  expect((await early).upTo).toBe(1)
  expect(await same).toBe(await early)
  expect((await late).upTo).toBe(2)
})

test('a hundred at the head cost one read and one encoding', async () => {
  const desk = openDesk()
  const readers = Array.from({ length: 100 }, () => desk.follow(0))
  await desk.settle()
  const before = desk.reads()
  desk.commit(5)
  await desk.settle()
  expect(desk.reads()).toBe(before + 1)
  for (const reader of readers) expect(reader.ids).toEqual([1, 2, 3, 4, 5])
})

test('a subscriber that takes nothing for a minute is let go, the others stay', async () => {
  const desk = openDesk()
  const [reading, stalled] = [desk.follow(0), desk.follow(0)]
  await desk.settle()
  stalled.taking = false
  desk.commit(1)
  await desk.settle()
  for (let at = 0; at < 13; at++) desk.pass(5000)
  expect(stalled.destroyed).toBe(true)
  desk.commit(1)
  await desk.settle()
  expect(reading.ids).toEqual([1, 2])
  expect(reading.text).toContain('\n\n:\n\n')
})

test('a journal that cannot be read is waited for; if it stays away, the stream says so and ends', async () => {
  const desk = openDesk()
  const first = desk.follow(0)
  desk.fail(true)
  await desk.settle()
  desk.commit(2)
  await desk.settle()
  desk.fail(false)
  desk.pass(250)
  await desk.settle()
  expect(first.ids).toEqual([1, 2])

  desk.fail(true)
  const second = desk.follow(0)
  desk.pass(1100)
  await desk.settle()
  const third = desk.follow(1)
  for (let at = 0; at < 50; at++) {
    desk.pass(250)
    await desk.settle()
  }
  for (const reader of [third, second]) if (reader.ids.length === 0) expect(reader).toMatchObject({ destroyed: true, text: expect.stringContaining('event: problem\ndata: {"code":"storage","message":"The disk is full."}') })
  expect(third.destroyed).toBe(true)
})

test('a run that waits because nothing can be stored tells its followers why, and takes no new ones until it goes on', async () => {
  const desk = openDesk()
  desk.commit(1)
  const there = desk.follow(0)
  await desk.settle()
  desk.trouble(new ColdopenError('storage', 'The disk is full.'))
  expect(there).toMatchObject({ destroyed: true, ids: [1], text: expect.stringContaining('event: problem\ndata: {"code":"storage"') })
  expect(() => desk.follow(1)).toThrow('The disk is full.')
  desk.trouble(undefined)
  desk.commit(1)
  const again = desk.follow(1)
  await desk.settle()
  expect(again.ids).toEqual([2])
})

test('a run that is deleted says so to those who follow it', async () => {
  const desk = openDesk()
  desk.commit(1)
  const reader = desk.follow(0)
  await desk.settle()
  desk.remove()
  expect(reader).toMatchObject({ destroyed: true, text: expect.stringContaining('event: problem\ndata: {"code":"not-found"') })
  expect(desk.listeners()).toBe(0)
})
