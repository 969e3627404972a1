import OpenAI from 'openai'
import type { Contender } from '../contender.ts'

/** The SDK's raw stream, iterated. */
export const sdkCreate: Contender = async (task) => {
  const client = new OpenAI({ apiKey: 'bench', baseURL: task.baseUrl, maxRetries: 0 })
  let text = ''
  for await (const event of await client.responses.create({ model: task.model, input: 'x', stream: true })) {
    if (event.type === 'response.output_text.delta') text += event.delta
  }
  return text.length
}

/** The SDK's helper, which keeps a snapshot of the response. */
export const sdkStream: Contender = async (task) => {
  const client = new OpenAI({ apiKey: 'bench', baseURL: task.baseUrl, maxRetries: 0 })
  let text = ''
  for await (const event of client.responses.stream({ model: task.model, input: 'x' })) {
    if (event.type === 'response.output_text.delta') text += event.delta
  }
  return text.length
}
