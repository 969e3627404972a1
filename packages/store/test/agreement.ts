import { ColdopenError, runStatuses } from '@coldopen/core'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Change, Store } from '../src/store.ts'
import { happening, part, runHead } from './arbitrary-runs.ts'
import { memoryStore } from './memory-store.ts'

const which = fc.nat(2)

const change = fc.record(
  { run: runHead, parts: fc.array(part, { maxLength: 3 }), events: fc.array(happening, { maxLength: 6 }) },
  { requiredKeys: [] },
)

/** One thing somebody does to one of three runs. `behind` is by how much the epoch of a commit is too old. */
/** What may stand in a title, signs that databases search by among it. */
const titleText = fc.oneof(fc.constantFrom('%', '_', '~', '\\', '"', 'a', 'A', 'é', 'É', '😀', '\n', ''), fc.string({ maxLength: 2 }))

const deed = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('create'), which, head: runHead, parts: fc.array(part, { maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('claim'), which }) },
  { weight: 12, arbitrary: fc.record({ type: fc.constant('commit'), which, change, behind: fc.constantFrom(0, 0, 0, 0, 1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('remove'), which }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('page'), which, after: fc.nat(20), limit: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('list'), which, limit: fc.nat(4), status: fc.option(fc.constantFrom(...runStatuses)), text: fc.option(titleText, { freq: 2 }) }) },
)
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

/** With the prototypes that objects have after a journey through JSON. */
const plain = (one: Deed): Deed => structuredClone(one)

/** Does random things to a store and to the model in memory, and expects every answer of the two to be the same. */
export const agreesWithTheModel = async (store: Store): Promise<void> => {
  const model = memoryStore()
  let story = 0
  await fc.assert(
    fc.asyncProperty(fc.array(deed.map(plain), { maxLength: 18, size: 'max' }), async deeds => {
      story++
      const epochs = new Map<string, number>()
      for (const [step, one] of deeds.entries()) {
        const id = `story-${story}-${one.which}`
        const acted = act(one, { id, epoch: epochs.get(id) ?? 0, now: new Date(1_800_000_000_000 + ((step * 7919) % 60_000)) })
        const answer = await answerOf(model, acted)
        if (one.type === 'claim' && typeof answer === 'number') epochs.set(id, answer)
        if (one.type === 'create' && answer === undefined) epochs.set(id, 0)
        expect(await answerOf(store, acted)).toStrictEqual(answer)
        for (const look of looks(id)) expect(await look(store)).toStrictEqual(await look(model))
      }
    }),
    { numRuns: 40 },
  )
}

const looks = (id: string) => [
  (store: Store) => store.load(id),
  (store: Store) => store.summary(id),
  (store: Store) => store.events(id, 0, 1000),
]

type Scene = { readonly id: string; readonly epoch: number; readonly now: Date }

const act = (one: Deed, scene: Scene) => async (store: Store): Promise<unknown> => {
  const { id, now } = scene
  if (one.type === 'create') return store.create(id, { ...one.head, parts: onePerNumber(one.parts) }, now)
  if (one.type === 'claim') return store.claim(id)
  if (one.type === 'commit') return store.commit(id, scene.epoch - one.behind, one.change satisfies Change, now)
  if (one.type === 'remove') return store.remove(id)
  if (one.type === 'page') return store.events(id, one.after, one.limit)
  const unfinished = await store.unfinished()
  const list = await store.list({ limit: one.limit, ...(one.status && { status: [one.status] }), ...(one.text !== null && { text: one.text, kind: ['script'] }) })
  return { list, unfinished: unfinished.filter(run => run.startsWith('story-')) }
}

const onePerNumber = <P extends { readonly number: number }>(parts: readonly P[]): P[] =>
  parts.filter((one, index) => parts.findIndex(other => other.number === one.number) === index)

/** What a store answers, or the code with which it refuses. */
const answerOf = async (store: Store, acted: (store: Store) => Promise<unknown>): Promise<unknown> => {
  try {
    return await acted(store)
  } catch (error) {
    if (error instanceof ColdopenError) return `refused: ${error.code}`
    throw error
  }
}
