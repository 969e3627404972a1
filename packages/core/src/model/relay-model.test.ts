import { describe, expect, test } from 'vitest'
import { createRelayModel } from './relay-model.ts'
import type { ModelRelay, RelayEnd, RelayQuestion, RelayWord } from './relay.ts'
import { heldClock } from './stream-server.fixture.ts'
import type { ModelEvent, ModelRequest } from './text-model.ts'

const request: ModelRequest = {
  instructions: 'Write a scene.',
  material: { idea: 'a lighthouse' },
  schema: { name: 'scene', json: { type: 'object' } },
  maxOutputTokens: 100,
}

/** An editor that says these words, and then nothing more until it is left. */
function editor(...words: RelayWord[]) {
  const asked: RelayQuestion[] = []
  let left = false
  const relay: ModelRelay = {
    offers: () => [],
    async *ask(question, signal) {
      asked.push(question)
      try {
        yield* words
        await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
      } finally {
        left = true
      }
    },
  }
  return { relay, asked, left: () => left }
}

const text = (words: string): RelayWord => ({ type: 'text', text: words })

async function answer(...words: RelayWord[]): Promise<ModelEvent[]> {
  return Array.fromAsync(createRelayModel({ model: 'copilot/gpt-5', relay: editor(...words).relay }).stream(request, new AbortController().signal))
}

const failure = (why: Extract<RelayEnd, { type: 'failed' }>['why'], words?: string): RelayWord => ({ type: 'failed', why, ...(words && { words }) })

describe('a model of an editor', () => {
  test('is given the instructions with the schema behind them, and the material as data', async () => {
    const one = editor({ type: 'completed' })
    await Array.fromAsync(createRelayModel({ model: 'copilot/gpt-5', relay: one.relay }).stream(request, new AbortController().signal))
    expect(one.asked).toEqual([{ model: 'copilot/gpt-5', instructions: expect.stringMatching(/^Write a scene\.\n.*JSON Schema:\n\{"type":"object"\}$/), material: '{"material":{"idea":"a lighthouse"}}' }])
    expect(one.left()).toBe(true)
  })

  test('answers in text, and its own count of tokens is taken', async () => {
    const events = await answer({ type: 'begun' }, text('The '), text('end'), { type: 'completed', usage: { inputTokens: 7, outputTokens: 2 } })
    expect(events).toEqual([text('The '), text('end'), { type: 'end', outcome: { type: 'completed', usage: { inputTokens: 7, outputTokens: 2 } } }])
  })

  test('that counts no tokens has them estimated, and marked as such', async () => {
    const events = await answer(text('x'.repeat(40)), { type: 'completed' })
    expect(events.at(-1)).toMatchObject({ outcome: { type: 'completed', usage: { outputTokens: 10, estimated: true } } })
  })

  test('never shows half a character, wherever its text was cut', async () => {
    const events = await answer(text('a\ud83d'), text('\ude00b'), { type: 'completed' })
    expect(events.flatMap((event) => (event.type === 'text' ? [event.text] : []))).toEqual(['a', '😀b'])
  })

  test('that does not end is left at the limit of the answer', async () => {
    const one = editor(text('x'.repeat(399)), text('xx'))
    const events = await Array.fromAsync(createRelayModel({ model: 'a/b', relay: one.relay }).stream(request, new AbortController().signal))
    expect(events.at(-1)).toMatchObject({ outcome: { type: 'length' } })
    expect(one.left()).toBe(true)
  })

  test.each([
    ['no-permission', { type: 'rejected', retryable: false, problem: { code: 'model-unauthorized' } }],
    ['not-found', { type: 'rejected', retryable: false, problem: { code: 'model-not-found' } }],
    ['quota', { type: 'rejected', retryable: true, problem: { code: 'rate-limited' } }],
    ['filtered', { type: 'filtered', problem: { code: 'model-filtered' } }],
    ['failed', { type: 'failed', problem: { code: 'model-failed', message: expect.stringContaining('“boom”') } }],
  ] as const)('whose request ends with %s is that outcome', async (why, outcome) => {
    expect((await answer(failure(why, 'boom'))).at(-1)).toMatchObject({ outcome })
  })

  test('that fails in the middle of its text has not been turned away', async () => {
    expect((await answer(text('Half'), failure('quota'))).at(-1)).toMatchObject({ outcome: { type: 'failed', problem: { code: 'rate-limited' } } })
  })

  test('whose window goes away is interrupted, and one that nobody lends was not asked', async () => {
    expect((await answer(text('Half'), { type: 'gone' })).at(-1)).toMatchObject({ outcome: { type: 'interrupted', problem: { code: 'model-connection' } } })
    expect((await answer({ type: 'unserved' })).at(-1)).toMatchObject({ outcome: { type: 'rejected', retryable: true, problem: { code: 'model-connection' } } })
  })

  test('that is silent for too long is given up, and left', async () => {
    const { clock, elapse, running } = heldClock()
    const one = editor({ type: 'begun' }, text('Half'))
    const events = Array.fromAsync(createRelayModel({ model: 'a/b', relay: one.relay, clock, idleMs: 1000 }).stream(request, new AbortController().signal))
    await expect.poll(() => (one.asked.length === 1 ? running() : 0)).toBe(1)
    elapse(1000)
    expect((await events).at(-1)).toMatchObject({ outcome: { type: 'interrupted', problem: { code: 'model-stalled' } } })
    expect(one.left()).toBe(true)
  })

  test('that is cancelled is left at once', async () => {
    const one = editor({ type: 'begun' }, text('Half'))
    const abort = new AbortController()
    const events: ModelEvent[] = []
    for await (const event of createRelayModel({ model: 'a/b', relay: one.relay }).stream(request, abort.signal)) {
      events.push(event)
      abort.abort()
    }
    expect(events.at(-1)).toEqual({ type: 'end', outcome: { type: 'aborted' } })
    expect(one.left()).toBe(true)
  })
})
