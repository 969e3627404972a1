import { unknownModel } from '../errors.ts'
import { refuse, sendJson, type Exchange } from '../exchange.ts'
import type { Service } from '../service.ts'

const modelObject = (id: string) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'fake-openai' })

/** GET /v1/models and GET /v1/models/:id. */
export async function models(service: Service, exchange: Exchange): Promise<void> {
  const names = service.options.models ?? ['fake']
  const name = exchange.path.slice(1).join('/')
  if (name === '') return await sendJson(exchange, 200, { object: 'list', data: names.map(modelObject) })
  if (!names.includes(name)) return await refuse(exchange, unknownModel(name))
  await sendJson(exchange, 200, modelObject(name))
}
