import type { Happening } from '../events.ts'
import type { Room } from '../model/room.ts'
import type { ModelRequest, Outcome, TextModel } from '../model/text-model.ts'
import type { PartReader, Reading } from './reader.ts'

/** What comes of one request, in order: `created` at most once, `events` any number of times, `ended` once, last. */
export type PartProgress =
  | { readonly type: 'created'; readonly responseId: string }
  | { readonly type: 'events'; readonly events: Happening[] }
  | ({ readonly type: 'ended'; readonly outcome: Outcome; readonly room?: Room } & Reading)

/** One request to be carried out: what is asked, and who reads the answer. */
export type PartJob = { readonly request: ModelRequest; readonly reader: PartReader; readonly signal: AbortSignal }

/** Asks a model for (a piece of) a part and reads the answer as it comes. A model's failures are outcomes, not exceptions. */
export async function* draftPart(model: TextModel, job: PartJob): AsyncGenerator<PartProgress> {
  let outcome: Outcome = {
    type: 'interrupted',
    problem: { code: 'model-connection', message: `${model.name} ended its answer without saying how. What had arrived is kept.` },
  }
  let room: Room | undefined
  for await (const event of model.stream(job.request, job.signal)) {
    if (event.type === 'created') yield { type: 'created', responseId: event.responseId }
    if (event.type === 'end') outcome = event.outcome
    if (event.type === 'room') room = event.room
    if (event.type !== 'text' && event.type !== 'source') continue
    const events = event.type === 'text' ? job.reader.push(event.text) : (job.reader.source?.(event) ?? [])
    if (events.length > 0) yield { type: 'events', events }
  }
  yield { type: 'ended', outcome, ...(room && { room }), ...job.reader.finish() }
}
