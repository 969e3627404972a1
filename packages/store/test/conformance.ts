import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../src/store.ts'
import { agreesWithTheModel } from './agreement.ts'
import { ofACommit } from './conformance/a-commit.ts'
import { ofARun } from './conformance/a-run.ts'
import { ofInputs } from './conformance/inputs.ts'
import { ofManyAtOnce } from './conformance/many-at-once.ts'
import { ofOwnership } from './conformance/ownership.ts'
import { ofText } from './conformance/text.ts'
import { ofTheEvents } from './conformance/the-events.ts'
import { ofTheList } from './conformance/the-list.ts'
import { ofTheUsers } from './conformance/the-users.ts'
import { ofTokensPerUnit } from './conformance/tokens-per-unit.ts'
import { codeOf, createFixture, morning, noon } from './conformance/fixture.ts'
import { newState, progress } from './sample-run.ts'

/** What any store must do, whatever database it stands on. `open` gives an empty one; the suite closes it. */
export const conformance = (name: string, open: () => Promise<Store>): void => {
  describe(name, () => {
    let opened: Store | undefined
    const fixture = createFixture(() => {
      if (opened === undefined) throw new Error('the store is not open yet')
      return opened
    })
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())

    ofARun(fixture)
    ofTheList(fixture)
    ofOwnership(fixture)
    ofACommit(fixture)
    ofTheEvents(fixture)
    ofTokensPerUnit(fixture)
    ofTheUsers(fixture)
    ofText(fixture)
    ofInputs(fixture)
    ofManyAtOnce(fixture)
  })

  describe(`${name}, of its own`, () => {
    test('answers any sequence of changes as the contract says', async () => {
      const store = await open()
      await agreesWithTheModel(store)
      await store.close()
    })

    test('finishes what is under way when it is closed, refuses what comes after, and may be closed again', async () => {
      const store = await open()
      await store.create('last', newState('x'), morning)
      const underWay = store.commit('last', 0, { events: [progress(1)] }, noon)
      await Promise.all([store.close(), store.close()])
      expect(await underWay).toHaveLength(1)
      expect(await codeOf(store.load('last'))).toBe('storage')
    })
  })
}
