import type { IncomingMessage } from 'node:http'
import type { Refusal } from './guard.ts'
import { tooIntricate } from './json-shape.ts'

/** Bytes of a request's body, at most. */
export const maxBodySize = 1_048_576

/** A client that sends more hears so when it has said its piece, as long as that is not more than this. */
const patience = 8 * maxBodySize

const tooLarge: Refusal = { status: 413, code: 'invalid-input', message: 'The input is larger than a megabyte, which is as much as one call may bring.' }

/** The body of a request as text, or why it is not taken. */
export const readBody = async (request: IncomingMessage): Promise<{ readonly text: string } | { readonly refusal: Refusal }> => {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue
    size += piece.length
    if (size <= maxBodySize) pieces.push(piece)
    else if (size > patience) break
  }
  if (size > maxBodySize) return { refusal: tooLarge }
  const body = Buffer.concat(pieces)
  const problem = tooIntricate(body)
  return problem === undefined ? { text: body.toString('utf8') } : { refusal: { status: 400, code: 'invalid-input', message: problem } }
}
