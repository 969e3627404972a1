import { isLong, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
import { afterAll, expect, test } from 'vitest'
import { failingStore, sentence, type Failure } from './failing-store.ts'
import { movie, paid, quickClock, segmentsOf, startRun, studioOn, untilEnd } from './studio-on.ts'

/** Every write when the full counts are wanted, else some in between. */
const every = isLong ? 1 : 7

const tried = new Map<Failure, number>()
const which = every === 1 ? 'every n' : `every ${every}th n`
afterAll(() => {
  const broken = (tried.get('refused') ?? 0) + (tried.get('unheard') ?? 0)
  const kept = '0 corrupt, 0 paid for again, every run says so, waits and goes on by itself'
  reportFault({ row: 'R12', did: `the n-th write of a run fails, ${which}, and all that follow until it is mended`, times: broken, figure: kept, target: kept })
  const spooled = '0 lost, 0 new requests while it was gone'
  reportFault({ row: 'R14', did: `the store is gone from the n-th write of a run on, ${which}, while answers arrive`, times: tried.get('gone') ?? 0, figure: spooled, target: spooled })
})

/** Drafts a movie of three sets, two at once, whose storage breaks at its n-th write; answers whether it has so many. */
const draftThrough = async (n: number, how: Failure): Promise<boolean> => {
  await using stack = new AsyncDisposableStack()
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 60, sentences: 1, pace: 10_000 } }))
  const disk = failingStore(await openSqliteStore({ file: ':memory:' }))
  stack.defer(() => disk.store.close())
  const studio = stack.use(studioOn(disk.store, quickClock(20)))
  disk.breakAfter(n - 1, how)
  const run = await startRun(studio, movie(fake, { segments: 6, perSet: 2 }, { concurrency: 2 }))
  const first = await untilEnd(studio, run).catch((error: unknown) => error)
  if (!disk.isBroken()) return false
  // The last write was stored, though it was said that it was not.
  if (Array.isArray(first)) return how === 'unheard' && first.at(-1)?.type === 'run-end'

  expect(first instanceof Error && first.message).toBe(sentence)
  expect(studio.troubles.of(run)).toEqual({ code: 'storage', message: sentence })
  expect(studio.isIdle()).toBe(false)
  // What is under way is read to its end, into memory; nothing new leaves.
  const asked = paid(fake).length
  await fake.until(requests => requests.every(request => request.completed))
  await expect(studio.submit(run, { type: 'resume' }, {})).rejects.toMatchObject({ code: 'storage' })
  expect(paid(fake)).toHaveLength(asked)

  disk.mend()
  const over = (await untilMended(studio, run)).at(-1)
  expect(over).toMatchObject({ type: 'run-end', status: 'completed' })
  expect(studio.troubles.of(run)).toBeUndefined()
  expect(paid(fake)).toHaveLength(4)
  const state = await disk.store.load(run)
  expect(segmentsOf(state).map(segment => segment.segment_number)).toEqual([1, 2, 3, 4, 5, 6])
  const journal = await disk.store.events(run, 0, 10_000)
  expect(journal.filter(event => event.type === 'part-end').map(event => event.part).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
  expect(journal.filter(event => event.type === 'run-end' || event.type === 'run-start')).toHaveLength(2)
  return true
}

/** Follows a run that waited: until the run has gone on, its followers are told that it waits. */
const untilMended = async (studio: ReturnType<typeof studioOn>, run: string) => {
  for (;;) {
    const events = await untilEnd(studio, run).catch((error: unknown) => {
      if (studio.troubles.of(run)) return []
      throw error
    })
    if (events.length > 0) return events
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test.each<Failure>(['refused', 'unheard', 'gone'])(
  'whichever write is %s, the run says so, waits with what arrives, and goes on by itself without paying again (R12, R14)',
  { timeout: 120_000 },
  async how => {
    let n = 1
    for (; await draftThrough(n, how); n += every) tried.set(how, (tried.get(how) ?? 0) + 1)
    expect(n).toBeGreaterThan(10)
  },
)
