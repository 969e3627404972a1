import { followEdits, followRun, meaningOf, openScriptFolder, type Brief, type RunEvent } from '@coldopen/client'
import { connectHere } from './connection.ts'
import { exitCodes } from './exit-code.ts'
import type { Host } from './program.ts'
import { createScreen } from './terminal/screen.ts'

export type Watched = {
  readonly run: string
  readonly brief: Brief
  /** Where its files go: `drafts/<slug>` of a folder, or a folder itself. */
  readonly where: { readonly base: string } | { readonly dir: string }
  /** The brief's own file, when it is one of that folder. */
  readonly briefFile?: string
  /** Ends of the run up to this event are old ones. */
  readonly endsAfter: number
}

type End = Extract<RunEvent, { type: 'run-end' }>

/** What to type to go on with a run: by its folder, or by its id while there is none. */
const resumeLine = (target: string): string => `coldopen resume ${/[\s'"$&()]/.test(target) ? JSON.stringify(target) : target}`

/** What a run's end means for the person, in a sentence or two, and for the shell. */
const endOf = (end: End, place: { target: string; files: string }): { code: number; sentence: string } => {
  if (end.status === 'completed') return { code: exitCodes.done, sentence: `Done: ${place.files}` }
  const kept = `What is finished is kept${place.files && ` in ${place.files}`}. Go on with: ${resumeLine(place.target)}`
  if (end.status === 'cancelled') return { code: exitCodes.cancelled, sentence: `Cancelled. ${kept}` }
  return { code: exitCodes.stopped, sentence: `${end.problem?.message ?? `The run is ${end.status}.`}\n${kept}` }
}

/**
 * Follows a run to its end: shows it, and writes its files. The first Ctrl+C cancels the run, the second leaves at once.
 * Answers the exit code.
 */
export const watch = async (host: Host, watched: Watched): Promise<number> => {
  const { run } = watched
  const screen = createScreen(host)
  const folder = await openScriptFolder({ ...watched.where, run, brief: watched.brief, ...(watched.briefFile !== undefined && { briefFile: watched.briefFile }), onNotice: screen.say })
  const edits = followEdits({ run, folder, connect: () => connectHere(host), onNotice: screen.say })
  let interrupts = 0
  const interrupt = (): void => {
    if (++interrupts > 1) host.exit(exitCodes.cancelled)
    screen.say('Stopping: what has arrived is kept. Ctrl+C again leaves at once.')
    connectHere(host)
      .then(client => client.api.runs.cancel.mutate({ runId: run }))
      .catch((error: unknown) => screen.say(meaningOf(error, 'this address').message))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) host.on(signal, interrupt)
  const leave = new AbortController()
  let end: End | undefined
  try {
    for await (const event of followRun(() => connectHere(host), { run, after: Math.min(folder.lastEvent, watched.endsAfter) }, leave.signal)) {
      folder.apply(event)
      screen.show(event, event.seq <= folder.knownEvent)
      if (event.type !== 'run-end' || event.seq <= watched.endsAfter) continue
      end = event
      break
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) host.off(signal, interrupt)
    await edits.close()
    await folder.close().finally(screen.close)
  }
  const place = folder.place()
  const told = end ? endOf(end, { target: place?.dir ?? run, files: place?.dir ?? '' }) : { code: exitCodes.stopped, sentence: `The run goes on without this terminal. Follow it with: ${resumeLine(run)}` }
  host.stderr.write(`${told.sentence}\n`)
  return told.code
}
