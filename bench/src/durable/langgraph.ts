import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite'
import { createParser } from 'eventsource-parser'
import { openAsBetterSqlite } from './as-better-sqlite.ts'

/**
 * The same script as a LangGraph graph with its SQLite checkpointer: a node drafts one set, until there are all. Started again on
 * the same file it goes on. Says `ready` when it begins.
 */
const [, , file = '', baseUrl = '', model = '', sets = '60'] = process.argv

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['story_set'],
  properties: {
    story_set: {
      type: 'array',
      minItems: 10,
      maxItems: 10,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'setting', 'action', 'narration'],
        properties: { title: { type: 'string' }, setting: { type: 'string' }, action: { type: 'string' }, narration: { type: 'string' } },
      },
    },
  },
}

async function draft(set: number): Promise<string> {
  const body = { model, input: `Draft set ${set}.`, stream: true, text: { format: { type: 'json_schema', name: 'set', strict: true, schema } } }
  const response = await fetch(`${baseUrl}/responses`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer bench' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
  let text = ''
  let isWhole = false
  const parser = createParser({
    onEvent(event) {
      const data: { type: string; delta?: string } = JSON.parse(event.data)
      if (data.type === 'response.output_text.delta') text += data.delta ?? ''
      if (data.type === 'response.completed') isWhole = true
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  if (!isWhole) throw new Error(`set ${set} was cut`)
  return text
}

const State = Annotation.Root({ texts: Annotation<string[]>({ reducer: (one, other) => [...one, ...other], default: () => [] }) })
const graph = new StateGraph(State)
  .addNode('draft', async state => ({ texts: [await draft(state.texts.length + 1)] }))
  .addEdge(START, 'draft')
  .addConditionalEdges('draft', state => (state.texts.length < Number(sets) ? 'draft' : END))
// oxlint-disable-next-line typescript/no-explicit-any -- the checkpointer's own types name a library that is not loaded here
const database: any = openAsBetterSqlite(file)
const app = graph.compile({ checkpointer: new SqliteSaver(database) })
const config = { configurable: { thread_id: 'script' }, recursionLimit: Number(sets) + 10 }

console.log('ready')
const before = await app.getState(config)
const end = await app.invoke(before.createdAt === undefined ? { texts: [] } : null, config)
console.log(JSON.stringify({ characters: end.texts.join('').length, sets: end.texts.length }))
