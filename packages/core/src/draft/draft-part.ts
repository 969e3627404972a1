import type { Happening } from '../events.ts'
import type { Room } from '../model/room.ts'
import type { AnswerMark, ModelEvent, ModelRequest, Outcome, TextModel } from '../model/text-model.ts'
import type { PartReader, Reading } from './reader.ts'
import type { TakenUp } from './replay.ts'

/**
 * What comes of one request, in order: `queued` and then `leaving` where it has to wait, and it leaves when the next is asked
 * for; `created` at most once, `events` any number of times, `ended` once, last.
 */
export type PartProgress =
  | { readonly type: 'queued'; readonly forMs: number }
  | { readonly type: 'leaving' }
  | { readonly type: 'created'; readonly responseId: string; readonly kept: boolean }
  | { readonly type: 'events'; readonly events: Happening[] }
  | ({ readonly type: 'ended'; readonly outcome: Outcome; readonly room?: Room; readonly takenUp?: boolean } & Reading)

/** What is asked; or an answer that is there already, to be read from its beginning. */
type Asked = { readonly request: ModelRequest } | (TakenUp & { readonly mark: AnswerMark })

/** One request to be carried out, and who reads the answer. */
export type PartJob = Asked & { readonly reader: PartReader; readonly signal: AbortSignal }

/** The events of a model; none of an answer that cannot be read on. */
const eventsOf = (model: TextModel, job: PartJob): AsyncIterable<ModelEvent> | readonly ModelEvent[] => {
  return 'request' in job ? model.stream(job.request, job.signal) : (model.resume?.(job.mark, job.signal) ?? [])
}

/** What was read; of an answer that was not read as far as before, what is found of it. */
const readingOf = (job: PartJob, outcome: Outcome): Reading => {
  const reading = job.reader.finish()
  const isCut = outcome.type === 'interrupted' || outcome.type === 'aborted'
  return isCut && 'replay' in job && job.replay.isBehind() ? { ...reading, output: job.found } : reading
}

/** Asks a model for (a piece of) a part and reads the answer as it comes. A model's failures are outcomes, not exceptions. */
export async function* draftPart(model: TextModel, job: PartJob): AsyncGenerator<PartProgress> {
  let outcome: Outcome = {
    type: 'interrupted',
    problem: { code: 'model-connection', message: `${model.name} ended its answer without saying how. What had arrived is kept.` },
  }
  let room: Room | undefined
  for await (const event of eventsOf(model, job)) {
    if (event.type === 'queued' || event.type === 'leaving') yield event
    if (event.type === 'created') yield { type: 'created', responseId: event.responseId, kept: event.seq !== undefined }
    if (event.type === 'end') outcome = event.outcome
    if (event.type === 'room') room = event.room
    if (event.type !== 'text' && event.type !== 'source') continue
    const told = event.type === 'text' ? job.reader.push(event.text) : (job.reader.source?.(event) ?? [])
    const events = 'replay' in job ? job.replay.unseen(told) : told
    if (events.length > 0) yield { type: 'events', events }
  }
  yield { type: 'ended', outcome, ...('replay' in job && { takenUp: true }), ...(room && { room }), ...readingOf(job, outcome) }
}
