import { ColdopenError, type ModelRelay, type RelayOffer, type RelayQuestion, type RelayWord } from '@coldopen/core'
import type { Clock } from '../studio/clock.ts'
import type { RelayAnswer, RelayFrame } from './frames.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** Milliseconds that a window may be without a connection before it counts as gone. */
const graceMs = 5000

/** Milliseconds that a question waits for a window that lends its model: an editor that reloads, or this server's own start. */
const patienceMs = 15_000

/** One question under way: `next` is the number of the piece that is due. */
type Asked = { readonly id: string; readonly question: RelayQuestion; readonly words: Mailbox<RelayWord>; next: number }

type Window = {
  offers: readonly RelayOffer[]
  readonly connections: Set<Mailbox<RelayFrame>>
  readonly asked: Map<string, Asked>
  stopLeaving?: () => void
}

/** The editor windows that lend their models, and what they are being asked. It is all in memory: a window comes back by itself. */
export type Relays = ModelRelay & {
  /** A window says what it lends, anew whenever that changes. It has to take its frames within seconds. */
  readonly offer: (window: string, offers: readonly RelayOffer[]) => void
  /** What the window is told until the signal. Throws `not-found` for a window that offered nothing. */
  readonly frames: (window: string, signal: AbortSignal) => AsyncGenerator<RelayFrame>
  /** Takes a piece of an answer. Answers whether more of it is wanted. Throws `conflict` where a piece before it is missing. */
  readonly answer: (piece: RelayAnswer) => boolean
  /** Whether any window is connected. */
  readonly isServing: () => boolean
}

export const createRelays = (parts: { readonly clock: Clock; readonly newId: () => string }): Relays => {
  const { clock, newId } = parts
  const windows = new Map<string, Window>()
  const arrivals = new Set<() => void>()

  const tell = (window: Window, frame: RelayFrame): void => {
    for (const connection of window.connections) connection.put(frame)
  }

  const leaveSoon = (id: string, window: Window): void => {
    window.stopLeaving?.()
    window.stopLeaving = clock.after(graceMs, () => {
      windows.delete(id)
      for (const { words } of window.asked.values()) {
        words.put({ type: 'gone' })
        words.close()
      }
    })
  }

  /** Of the windows that lend a model: the one with the least to do, the latest of them. */
  const windowFor = (model: string): Window | undefined => {
    const lenders = [...windows.values()].filter(window => window.connections.size > 0 && window.offers.some(offer => offer.model === model))
    return lenders.toReversed().toSorted((a, b) => a.asked.size - b.asked.size)[0]
  }

  /** The same of the next windows to come. */
  const untilWindowFor = async (model: string, signal: AbortSignal): Promise<Window | undefined> => {
    if (signal.aborted) return undefined
    const { promise, resolve } = Promise.withResolvers<Window | undefined>()
    const look = (): void => {
      const window = windowFor(model)
      if (window) resolve(window)
    }
    const giveUp = (): void => resolve(undefined)
    const stop = clock.after(patienceMs, giveUp)
    arrivals.add(look)
    signal.addEventListener('abort', giveUp)
    try {
      return await promise
    } finally {
      stop()
      arrivals.delete(look)
      signal.removeEventListener('abort', giveUp)
    }
  }

  return {
    offers: () => {
      const lent = [...windows.values()].flatMap(window => window.offers)
      return [...new Map(lent.map(offer => [offer.model, offer])).values()]
    },
    async *ask(question, signal) {
      const window = windowFor(question.model) ?? (await untilWindowFor(question.model, signal))
      if (signal.aborted) return
      if (!window) {
        yield { type: 'unserved' }
        return
      }
      const asked: Asked = { id: newId(), question, words: createMailbox(), next: 0 }
      window.asked.set(asked.id, asked)
      signal.addEventListener('abort', asked.words.close)
      tell(window, { type: 'ask', id: asked.id, question })
      try {
        yield* asked.words.items()
      } finally {
        signal.removeEventListener('abort', asked.words.close)
        if (window.asked.delete(asked.id)) tell(window, { type: 'cancel', id: asked.id })
      }
    },
    offer(id, offers) {
      const known = windows.get(id)
      if (known) known.offers = offers
      else {
        const window: Window = { offers, connections: new Set(), asked: new Map() }
        windows.set(id, window)
        leaveSoon(id, window)
      }
      for (const look of arrivals) look()
    },
    async *frames(id, signal) {
      const window = windows.get(id)
      if (!window) throw new ColdopenError('not-found', 'This window offered no models to this server: it has to, before it is asked.')
      window.stopLeaving?.()
      const frames = createMailbox<RelayFrame>()
      frames.put({ type: 'open', wanted: [...window.asked.keys()] })
      for (const { id: asked, question } of window.asked.values()) frames.put({ type: 'ask', id: asked, question })
      window.connections.add(frames)
      signal.addEventListener('abort', frames.close)
      for (const look of arrivals) look()
      try {
        yield* frames.items()
      } finally {
        signal.removeEventListener('abort', frames.close)
        window.connections.delete(frames)
        if (window.connections.size === 0) leaveSoon(id, window)
      }
    },
    answer(piece) {
      const asked = windows.get(piece.window)?.asked.get(piece.id)
      if (!asked) return false
      if (piece.seq > asked.next) throw new ColdopenError('conflict', `Piece ${asked.next} of this answer has not come, so piece ${piece.seq} cannot be taken.`)
      if (piece.seq < asked.next) return true
      asked.next++
      if (piece.seq === 0) asked.words.put({ type: 'begun' })
      if (piece.text !== '') asked.words.put({ type: 'text', text: piece.text })
      if (piece.end) {
        windows.get(piece.window)?.asked.delete(piece.id)
        asked.words.put(piece.end)
        asked.words.close()
      }
      return piece.end === undefined
    },
    isServing: () => [...windows.values()].some(window => window.connections.size > 0),
  }
}
