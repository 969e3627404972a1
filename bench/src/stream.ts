/** Characters of one delta: about what a model's token has. */
const deltaSize = 4

const sse = (event: { type: string; [field: string]: unknown }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

const place = { item_id: 'msg_bench', output_index: 0 }
const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })
const item = (status: string, content: unknown[]) => ({ id: 'msg_bench', type: 'message', status, role: 'assistant', content })
const response = (status: string, output: unknown[], usage: unknown) => ({
  id: 'resp_bench',
  object: 'response',
  created_at: 1_790_000_000,
  status,
  model: 'bench',
  output,
  usage,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
})

/** The events of a whole response, as the Responses API sends them: deltas, then the text again at each closing level. */
export function responseEvents(text: string): string[] {
  let sequence = 0
  const event = (type: string, rest: object) => sse({ type, sequence_number: sequence++, ...rest })
  const deltas: string[] = []
  const usage = { input_tokens: 100, input_tokens_details: { cached_tokens: 0 }, output_tokens: Math.ceil(text.length / deltaSize), output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 0 }
  const opening = [
    event('response.created', { response: response('in_progress', [], null) }),
    event('response.in_progress', { response: response('in_progress', [], null) }),
    event('response.output_item.added', { output_index: 0, item: item('in_progress', []) }),
    event('response.content_part.added', { ...place, content_index: 0, part: part('') }),
  ]
  for (const delta of pieces(text)) deltas.push(event('response.output_text.delta', { ...place, content_index: 0, delta, logprobs: [], obfuscation: 'k3jT9qLw2Z' }))
  const whole = item('completed', [part(text)])
  return [
    ...opening,
    ...deltas,
    event('response.output_text.done', { ...place, content_index: 0, text, logprobs: [] }),
    event('response.content_part.done', { ...place, content_index: 0, part: part(text) }),
    event('response.output_item.done', { output_index: 0, item: whole }),
    event('response.completed', { response: response('completed', [whole], usage) }),
  ]
}

/** A text as its deltas. */
export const pieces = (text: string): string[] => Array.from({ length: deltaCount(text) }, (_, at) => text.slice(at * deltaSize, (at + 1) * deltaSize))

export const deltaCount = (text: string): number => Math.ceil(text.length / deltaSize)
