import type { ServerResponse } from 'node:http'
import type { Refusal } from './guard.ts'

export const answerWith = (response: ServerResponse, status: number, given: { readonly type: string; readonly body: string }): void => {
  response.writeHead(status, { 'content-type': given.type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(given.body)
}

export const answerJson = (response: ServerResponse, status: number, body: object): void => {
  answerWith(response, status, { type: 'application/json', body: JSON.stringify(body) })
}

/** Turns a request away. What may still come of its body is not waited for. */
export const refuse = (response: ServerResponse, refusal: Refusal, requestId: string): void => {
  response.setHeader('connection', 'close')
  answerJson(response, refusal.status, { error: { code: refusal.code, message: refusal.message, requestId } })
}
