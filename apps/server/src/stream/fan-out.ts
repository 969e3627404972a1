import type { ServerResponse } from 'node:http'
import { ColdopenError, type Problem } from '@coldopen/core'
import type { Logger } from '../log.ts'
import type { Clock } from '../studio/clock.ts'
import type { Hub } from '../studio/hub.ts'
import type { Troubles } from '../studio/troubles.ts'
import { heartbeat, opening, problemFrame } from './frames.ts'
import type { Page, Pages } from './pages.ts'

/** Milliseconds between two signs of life on a stream on which nothing happens. */
const beatMs = 5000

/** Milliseconds after which a subscriber that takes nothing is let go. It comes back with its last number. */
const stalledMs = 60_000

/**
 * Sends runs to those who follow them. Whoever has everything up to now is *at the head*: what is new is read and encoded
 * once and handed to all of them at once. Whoever is behind, or does not take what it was given, reads the journal a page
 * at a time, as fast as its own connection takes it, and holds no more than that page.
 */
export type FanOut = {
  /**
   * Answers with the events of a run above `after`, until the response is closed. Throws, with nothing answered yet, what the
   * run waits for.
   */
  readonly send: (run: string, after: number, response: ServerResponse) => void
}

type Subscriber = {
  readonly response: ServerResponse
  /** The number of the last event it was given. */
  last: number
  gone: boolean
  /** Since when it takes nothing; undefined when it does. */
  stalledSince: number | undefined
}

/** One run, and all who follow it. */
type Channel = { readonly add: (subscriber: Subscriber) => void }

export type FanOutParts = {
  readonly pages: Pages
  readonly hub: Hub
  readonly troubles: Pick<Troubles, 'of' | 'listen'>
  readonly clock: Clock
  readonly log: Logger
}

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  // Proxies are not to gather what they pass on.
  'x-accel-buffering': 'no',
}

export const createFanOut = (parts: FanOutParts): FanOut => {
  const { pages, hub, troubles, clock } = parts
  const channels = new Map<string, Channel>()

  const openChannel = (run: string): Channel => {
    const all = new Set<Subscriber>()
    const atHead = new Set<Subscriber>()
    let upTo = 0
    let news = false
    let pumping = false
    let lastWrite = clock.monotonic()

    /** Whether it takes more. If not, it leaves the head, and catches up once it has taken what it was given. */
    const write = (subscriber: Subscriber, bytes: Buffer): boolean => {
      if (subscriber.response.write(bytes)) return true
      atHead.delete(subscriber)
      subscriber.stalledSince = clock.monotonic()
      subscriber.response.once('drain', () => {
        subscriber.stalledSince = undefined
        void catchUp(subscriber)
      })
      return false
    }

    const give = (subscriber: Subscriber, page: Page): boolean => {
      const { last } = subscriber
      if (page.upTo <= last) return true
      subscriber.last = page.upTo
      return write(subscriber, page.bytesAfter(last))
    }

    const fail = (subscribers: readonly Subscriber[], error: unknown): void => {
      parts.log.error({ err: error, run }, 'the events of a run cannot be read')
      const message = error instanceof ColdopenError ? error.message : 'The events cannot be read; the log of the server has the details.'
      end(subscribers, { code: 'storage', message })
    }

    const end = (subscribers: readonly Subscriber[], problem: Problem): void => {
      const last = problemFrame(problem)
      for (const subscriber of subscribers) {
        remove(subscriber)
        subscriber.response.end(last)
      }
    }

    const catchUp = async (subscriber: Subscriber): Promise<void> => {
      try {
        while (!subscriber.gone) {
          const page = await pages.read(run, subscriber.last)
          if (subscriber.gone || !give(subscriber, page)) return
          if (!page.more && (atHead.size === 0 || subscriber.last >= upTo)) return takeItsPlace(subscriber)
        }
      } catch (error) {
        fail([subscriber], error)
      }
    }

    const takeItsPlace = (subscriber: Subscriber): void => {
      if (atHead.size === 0) upTo = subscriber.last
      atHead.add(subscriber)
      if (hub.told(run) > subscriber.last) void pump()
    }

    /** Brings those at the head what is new, for as long as there is something. */
    const pump = async (): Promise<void> => {
      news = true
      if (pumping) return
      pumping = true
      try {
        while (news && atHead.size > 0) {
          news = false
          const page = await pages.read(run, upTo)
          if (page.more) news = true
          upTo = Math.max(upTo, page.upTo)
          for (const subscriber of atHead) give(subscriber, page)
          lastWrite = clock.monotonic()
        }
      } catch (error) {
        fail([...atHead], error)
      } finally {
        pumping = false
      }
    }

    const beat = (): void => {
      const now = clock.monotonic()
      for (const subscriber of all) {
        if (subscriber.stalledSince === undefined || now - subscriber.stalledSince < stalledMs) continue
        remove(subscriber)
        subscriber.response.destroy()
      }
      if (now - lastWrite < beatMs) return
      for (const subscriber of atHead) write(subscriber, heartbeat)
    }

    const stopListening = hub.listen(run, heard => {
      if (heard === 'more') void pump()
      else end([...all], { code: 'not-found', message: `The run ${run} has been deleted.` })
    })
    const stopWorrying = troubles.listen(run, () => {
      const problem = troubles.of(run)
      if (problem) end([...all], problem)
    })
    let stopBeating: () => void = () => {}
    const beatOn = (): void => {
      stopBeating = clock.after(beatMs, () => {
        beat()
        beatOn()
      })
    }
    beatOn()

    const remove = (subscriber: Subscriber): void => {
      if (subscriber.gone) return
      subscriber.gone = true
      atHead.delete(subscriber)
      all.delete(subscriber)
      if (all.size > 0) return
      stopListening()
      stopWorrying()
      stopBeating()
      if (channels.get(run) === channel) channels.delete(run)
    }

    const channel: Channel = {
      add(subscriber) {
        all.add(subscriber)
        subscriber.response.on('close', () => remove(subscriber))
        if (write(subscriber, opening)) void catchUp(subscriber)
      },
    }
    return channel
  }

  return {
    send(run, after, response) {
      const problem = troubles.of(run)
      if (problem) throw new ColdopenError(problem.code, problem.message)
      if (response.destroyed) return
      response.writeHead(200, head)
      const channel = channels.get(run) ?? openChannel(run)
      channels.set(run, channel)
      channel.add({ response, last: after, gone: false, stalledSince: undefined })
    },
  }
}
