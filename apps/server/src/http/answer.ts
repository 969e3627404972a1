import type { ServerResponse } from 'node:http'
import type { Refusal } from './guard.ts'

export const answerWith = (response: ServerResponse, status: number, given: { readonly type: string; readonly body: string }): void => {
  response.writeHead(status, { 'content-type': given.type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(given.body)
}

export const answerJson = (response: ServerResponse, status: number, body: object): void => {
  answerWith(response, status, { type: 'application/json', body: JSON.stringify(body) })
}

/** JSON-RPC's number for a request that is not taken, which tRPC's clients look for. */
const notTaken = -32600

/** Turns a request away, in the form in which the caller reads errors: under /trpc that of tRPC. What may still come of its body is not waited for. */
export const refuse = (response: ServerResponse, refusal: Refusal, requestId: string): void => {
  const { status, code, message } = refusal
  const isCall = response.req.url?.startsWith('/trpc/')
  const data = { coldopen: code, status, httpStatus: status, requestId }
  response.setHeader('connection', 'close')
  answerJson(response, status, { error: isCall ? { code: notTaken, message, data } : { code, message, requestId } })
}
