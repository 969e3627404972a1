import { setTimeout as sleep } from 'node:timers/promises'
import { ColdopenError, type RelayEnd, type RelayOffer, type RelayQuestion } from '@coldopen/core/protocol'
import { meaningOf, type Coldopen } from './create-coldopen.ts'
import { ServerGone } from './server-gone.ts'

/** What an editor does for a server that writes with its models. */
export type ModelLender = {
  /** Names this window; a UUID that stays the same while the window is open. */
  readonly window: string
  readonly offers: () => Promise<readonly RelayOffer[]>
  /**
   * Puts a question before its model: calls `begun` once the model took it, yields text as it comes, and returns how it
   * ended. It ends early, and returns whatever it likes, once the signal is aborted. It does not throw for what a model does.
   */
  readonly ask: (question: RelayQuestion, signal: AbortSignal, begun: () => void) => AsyncGenerator<string, RelayEnd, undefined>
}

export type Lending = {
  /** Resolves when the server knows of the models, and asks for them. Rejects when it could not be told. */
  readonly ready: Promise<void>
  /** Resolves when the server is gone, or `stop` was called. Nothing is asked of the models any more. */
  readonly ended: Promise<void>
  /** Says anew which models there are. */
  readonly renew: () => Promise<void>
  readonly stop: () => void
}

/** What a model says is sent at most this often, and in pieces of at most so many characters. */
const gatherMs = 50
const maxText = 200_000

/** Times that a piece is sent again when the server does not answer. */
const tries = 5

/** Milliseconds without a connection after which a server is given up. */
const deadlineMs = 10_000

/** Answers one question: what the model says goes to the server in numbered pieces, until it is no longer wanted. */
const answer = async (to: { client: Coldopen; lender: ModelLender }, asked: { id: string; question: RelayQuestion }, abort: AbortController): Promise<void> => {
  const { client, lender } = to
  const { window } = lender
  let seq = 0
  let text = ''
  let end: RelayEnd | undefined
  let news = Promise.withResolvers<void>()

  const send = async (piece: { text: string; end?: RelayEnd }): Promise<boolean> => {
    for (let failures = 0; ; ) {
      try {
        return (await client.api.models.answer.mutate({ window, id: asked.id, seq, ...piece })).wanted
      } catch (error) {
        if (!(meaningOf(error, client.url) instanceof ServerGone) || ++failures > tries) return false
        await sleep(100 * 2 ** failures)
      }
    }
  }
  const listen = async (): Promise<void> => {
    const answering = lender.ask(asked.question, abort.signal, news.resolve)
    for (let next = await answering.next(); ; next = await answering.next()) {
      if (next.done) end = next.value
      else text += next.value
      news.resolve()
      if (next.done) return
    }
  }

  const listening = listen().catch((error: unknown) => {
    end = { type: 'failed', why: 'failed', words: error instanceof Error ? error.message : String(error) }
    news.resolve()
  })
  abort.signal.addEventListener('abort', () => news.resolve())
  while (!abort.signal.aborted) {
    await news.promise
    if (abort.signal.aborted) break
    news = Promise.withResolvers()
    const piece = text.slice(0, maxText)
    text = text.slice(piece.length)
    const isLast = end !== undefined && text === ''
    const isWanted = await send({ text: piece, ...(isLast && end && { end }) })
    seq++
    if (isLast) break
    if (!isWanted) abort.abort()
    if (text !== '' || end) news.resolve()
    else await sleep(gatherMs)
  }
  await listening
}

/** Lends an editor's models to a server until the server is gone or `stop` is called. */
export const lendModels = (client: Coldopen, lender: ModelLender): Lending => {
  const { window } = lender
  const answers = new Map<string, AbortController>()
  const done = new Set<string>()
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let isOver = false
  let subscription: { unsubscribe: () => void } | undefined
  let deadline: NodeJS.Timeout | undefined

  const stop = (failure?: ColdopenError): void => {
    if (isOver) return
    isOver = true
    clearTimeout(deadline)
    subscription?.unsubscribe()
    for (const abort of answers.values()) abort.abort()
    ready.reject(failure ?? new ColdopenError('cancelled', 'The models of this editor are not lent any more.'))
    ended.resolve()
  }

  const renew = async (): Promise<void> => {
    await client.api.models.offer.mutate({ window, models: [...(await lender.offers())] })
  }

  const take = (id: string, question: RelayQuestion): void => {
    if (answers.has(id) || done.has(id)) return
    const abort = new AbortController()
    answers.set(id, abort)
    void answer({ client, lender }, { id, question }, abort).finally(() => {
      answers.delete(id)
      done.add(id)
    })
  }

  const listen = (): void => {
    subscription = client.api.models.serve.subscribe(
      { window },
      {
        onData(frame) {
          if (frame.type === 'open') {
            for (const [id, abort] of answers) if (!frame.wanted.includes(id)) abort.abort()
            ready.resolve()
          }
          if (frame.type === 'ask') take(frame.id, frame.question)
          if (frame.type === 'cancel') answers.get(frame.id)?.abort()
        },
        onError(error) {
          const meaning = meaningOf(error, client.url)
          // After a long silence the server has forgotten this window.
          if (meaning.code === 'not-found' && !(meaning instanceof ServerGone)) begin()
          else stop(meaning)
        },
        onComplete: () => stop(),
        onConnectionStateChange(change) {
          clearTimeout(deadline)
          if (change.state === 'connecting') deadline = setTimeout(() => stop(new ServerGone(client.url)), deadlineMs)
        },
      },
    )
  }

  const begin = (): void => {
    renew().then(
      () => isOver || listen(),
      (error: unknown) => stop(meaningOf(error, client.url)),
    )
  }

  ready.promise.catch(() => undefined)
  begin()
  return { ready: ready.promise, ended: ended.promise, renew, stop }
}
