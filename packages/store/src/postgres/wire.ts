import { Client } from 'pg'

/** Words between the processes that share a database. A word is short and says only that there is something to read. */
export type Wire = {
  /** Tells every process, this one too, within some 10 ms. What cannot be told now is told as soon as it can. */
  readonly tell: (word: string) => void
  readonly close: () => Promise<void>
}

export type WireParts = {
  readonly url: string
  readonly onWord: (word: string) => void
  /** The connection stands, for the first time or again: what was said before has not been heard, and is to be looked up. */
  readonly onOpen: () => void
}

const channel = 'coldopen'

/** Milliseconds for which words are gathered, and after which a lost connection is made again. */
const gatherMs = 10
const againMs = 250

/** A connection that does not answer for this long is given up: milliseconds. */
const silentMs = 5000

/** Opens a wire. Never fails: it connects as soon as the database can be reached, and again whenever it has been lost. */
export const openWire = (parts: WireParts): Wire => {
  const words = new Set<string>()
  let client: Client | undefined
  let gathering: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  let closed = false

  const lose = (lost: Client): void => {
    if (client === lost) client = undefined
    lost.end().catch(() => undefined)
    if (!closed) again ??= setTimeout(connect, againMs)
  }

  const open = (next: Client): void => {
    if (closed) {
      lose(next)
      return
    }
    client = next
    parts.onOpen()
    send()
  }

  const connect = (): void => {
    again = undefined
    const next = new Client({ connectionString: parts.url, keepAlive: true, connectionTimeoutMillis: silentMs, query_timeout: silentMs, application_name: 'coldopen wire' })
    next.on('error', () => lose(next))
    next.on('end', () => client === next && lose(next))
    next.on('notification', message => parts.onWord(message.payload ?? ''))
    next
      .connect()
      .then(() => next.query(`listen ${channel}`))
      .then(
        () => open(next),
        () => lose(next),
      )
  }

  /** One query after another: a connection takes no more. */
  let said: Promise<void> = Promise.resolve()

  const send = (): void => {
    gathering = undefined
    said = said.then(async () => {
      const sender = client
      if (sender === undefined || words.size === 0) return
      const sent = [...words]
      words.clear()
      try {
        await sender.query('select pg_notify($1, word) from unnest($2::text[]) word', [channel, sent])
      } catch {
        for (const word of sent) words.add(word)
        lose(sender)
      }
    })
  }

  /** A connection of which nothing is heard is asked: one that died without a word would be waited on for ever. */
  const asking = setInterval(() => {
    said = said.then(async () => {
      const asked = client
      await asked?.query('select 1').catch(() => lose(asked))
    })
  }, silentMs)

  connect()
  return {
    tell(word) {
      words.add(word)
      gathering ??= setTimeout(send, gatherMs)
    },
    async close() {
      clearTimeout(gathering)
      send()
      await said
      closed = true
      clearTimeout(again)
      clearInterval(asking)
      await client?.end().catch(() => undefined)
    },
  }
}
