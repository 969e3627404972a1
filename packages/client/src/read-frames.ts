/** One message of a stream of server-sent events. `event` is `message` where the stream names none. */
export type Frame = { readonly id: string; readonly event: string; readonly data: string }

/**
 * Reads server-sent events out of bytes that come in pieces of any size. A message that its stream ended in the middle of is
 * no message.
 */
export const createFrameReader = (): ((bytes: Uint8Array) => Frame[]) => {
  const decoder = new TextDecoder()
  let rest = ''
  let fields: { [name: string]: string } = {}

  /** A blank line ends a message; a line that begins with a colon is a sign of life. */
  const takeLine = (line: string, frames: Frame[]): void => {
    if (line === '') {
      const { id = '', event = 'message', data } = fields
      if (data !== undefined) frames.push({ id, event, data })
      fields = {}
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    fields[name] = name === 'data' && fields['data'] !== undefined ? `${fields['data']}\n${value}` : value
  }

  return bytes => {
    const frames: Frame[] = []
    const searched = rest.length
    rest += decoder.decode(bytes, { stream: true })
    let from = 0
    for (let end = rest.indexOf('\n', searched); end >= 0; end = rest.indexOf('\n', from)) {
      takeLine(rest.slice(from, rest[end - 1] === '\r' && end > from ? end - 1 : end), frames)
      from = end + 1
    }
    rest = rest.slice(from)
    return frames
  }
}
