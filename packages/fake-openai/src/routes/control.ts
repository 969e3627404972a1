import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { parseJson, readText } from '../exchange.ts'
import { ruleSchema } from '../scripts.ts'
import type { Service } from '../service.ts'

const scriptSchema = z.strictObject({ rules: z.array(ruleSchema) })

function reply(response: ServerResponse, status: number, value?: unknown): void {
  response.writeHead(status, value === undefined ? {} : { 'content-type': 'application/json' })
  response.end(value === undefined ? undefined : JSON.stringify(value))
}

async function setRules(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readText(request)
  const result = scriptSchema.safeParse(parseJson(text))
  if (!result.success) return reply(response, 400, { error: z.prettifyError(result.error) })
  service.scripts.setRules(result.data.rules)
  reply(response, 204)
}

/**
 * The server's own door, for other processes: GET /__requests, POST and DELETE /__script, POST /__release. False when the
 * request is not for it.
 */
export async function control(service: Service, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const asked = `${request.method} ${request.url}`
  if (asked === 'GET /__requests') {
    reply(response, 200, service.journal.requests)
  } else if (asked === 'POST /__script') {
    await setRules(service, request, response)
  } else if (asked === 'DELETE /__script') {
    service.scripts.setRules([])
    reply(response, 204)
  } else if (asked === 'POST /__release') {
    service.stalls.open()
    reply(response, 204)
  } else {
    return false
  }
  return true
}
