import { createParser } from 'eventsource-parser'
import type { Contender } from '../contender.ts'

/** The least that can be done: `fetch`, server-sent events, `JSON.parse`, and the deltas joined. */
export const plain: Contender = async (task) => {
  const response = await fetch(`${task.baseUrl}/responses`, { method: 'POST', body: JSON.stringify({ model: task.model, input: 'x', stream: true }) })
  let text = ''
  const parser = createParser({
    onEvent: (event) => {
      const data: { type: string; delta?: string } = JSON.parse(event.data)
      if (data.type === 'response.output_text.delta') text += data.delta ?? ''
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  return text.length
}
