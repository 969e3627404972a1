import type { Coldopen } from '@coldopen/client'

/** The built-in writer, in a hurry. Leave it out, and the service writes with its own model. */
const sample = { model: { provider: 'sample' }, options: { speed: 20_000 } }

/** A movie by another service: planned, retitled, set 2 read beforehand, then drafted whole as a job. */
export const commission = async (coldopen: Coldopen, idea: string, title: string) => {
  const brief = { format: 'movie', idea } as const

  let bible
  for await (const event of await coldopen.api.bible.generate.mutate({ brief, ...sample })) {
    if (event.type === 'plan-end') bible = { ...event.bible, title }
  }
  if (!bible) throw new Error('The plan did not come to its end.')

  let preview
  for await (const event of await coldopen.api.segments.generate.mutate({ bible, setNumber: 2, ...sample })) {
    if (event.type === 'set-end') preview = event.set
  }

  const { runId } = await coldopen.api.runs.start.mutate({ brief, bible, ...sample })
  for await (const event of coldopen.events(runId, 0)) {
    if (event.type === 'run-end' && event.status !== 'completed') throw new Error(event.problem?.message)
    if (event.type === 'run-end') break
  }
  return { preview, script: await coldopen.api.runs.get.query({ runId }) }
}
