import { describe, expect, test } from 'vitest'
import { awkwardTexts } from '../arbitrary-runs.ts'
import { bible, delta, newState, part, partEnd, planEnd, prose, segment } from '../sample-run.ts'
import { type Fixture, morning, noon } from './fixture.ts'

export const ofText = (at: Fixture): void => {
  describe('text', () => {
    test.each(awkwardTexts)('%j comes back as it was', async text => {
      const id = at.newId()
      const plan = { ...bible(text, 1), story_outline: [text] }
      const output = { segments: [{ ...segment(1), title: text, action: text.repeat(3) }] }
      await at.store().create(id, newState(text), morning)
      const change = {
        run: { ...newState(text), bible: plan },
        parts: [part(1, { output, responseId: text })],
        events: [planEnd(plan), partEnd(1, output.segments), delta(1, text)],
      }
      const events = await at.store().commit(id, 0, change, noon)
      expect(await at.eventsOf(id)).toStrictEqual(events)
      expect(await at.store().load(id)).toStrictEqual({ ...change.run, parts: [newState('').parts[0], ...change.parts] })
      expect((await at.store().summary(id))?.title).toBe(text)
    })

    test('of a million characters comes back as it was', async () => {
      const { id, epoch } = await at.ownRun()
      const long = prose(1, 1_000_000)
      await at.store().commit(id, epoch, { events: [delta(1, long)] }, noon)
      expect(await at.eventsOf(id)).toMatchObject([{ text: long }])
    })
  })
}
