import { createParser } from 'eventsource-parser'

/** Characters that one event, or a body that is no stream, may have: the last event of a response repeats its whole text. */
const longest = 16_000_000

type Body = ReadableStream<Uint8Array> | null

/**
 * The data of server-sent events, those that one network chunk completed together. It ends when the body ends, in
 * whatever way: to those who wait for a terminal event, a clean end, a reset and an endless event are the same.
 */
export async function* eventBatches(body: Body): AsyncGenerator<string[], void, undefined> {
  let batch: string[] = []
  let overflown = false
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: (event) => batch.push(event.data),
    onError: (error) => {
      overflown ||= error.type === 'max-buffer-size-exceeded'
      // Ollama writes an error in the middle of a stream as a bare line of JSON.
      if (error.type === 'unknown-field' && error.line?.startsWith('{')) batch.push(error.line)
    },
  })
  for await (const text of textPieces(body)) {
    parser.feed(text)
    if (batch.length > 0) yield batch
    batch = []
    if (overflown) return
  }
}

/** The whole of a body that is no stream; what has come when the connection breaks or the text grows too long. */
export async function wholeText(body: Body): Promise<string> {
  let whole = ''
  for await (const text of textPieces(body)) {
    whole += text
    if (whole.length > longest) break
  }
  return whole
}

async function* textPieces(body: Body): AsyncGenerator<string, void, undefined> {
  if (body === null) return
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const read = await reader.read().catch(() => undefined)
      if (read === undefined || read.done) return
      yield decoder.decode(read.value, { stream: true })
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
