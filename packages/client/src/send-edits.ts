import type { Coldopen } from './create-coldopen.ts'
import type { Segment } from '@coldopen/script'
import { readEdits, type Edits, type EditsReading, type RunScript } from './folder/read-edits.ts'
import { ranges } from './ranges.ts'

type Api = Coldopen['api']

/** A script as its run has it; undefined before its plan is done. */
export const scriptOf = async (api: Api, run: string): Promise<RunScript | undefined> => {
  const { bible, parts } = await api.runs.get.query({ runId: run })
  if (!bible) return undefined
  const [, ...written] = parts
  const chunks = written.map(({ number, chunk, drafted, status }) => {
    const text = chunk?.text ?? ''
    return { number, text, drafted: drafted ?? text, isDone: status === 'done' && chunk !== undefined }
  })
  return { bible, segments: parts.flatMap(part => part.segments), chunks }
}

/** What one call brings at most: half as many segments as the server takes, and a quarter as many bytes. */
const mostSegments = 500
const mostBytes = 250_000

/** Segments in their order, in as many pieces as it takes. One that is too large for any goes alone. */
function* inPieces(segments: readonly Segment[]): Generator<Segment[]> {
  let piece: Segment[] = []
  let bytes = 0
  for (const segment of segments) {
    const size = Buffer.byteLength(JSON.stringify(segment))
    if (piece.length === mostSegments || (piece.length > 0 && bytes + size > mostBytes)) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(segment)
    bytes += size
  }
  if (piece.length > 0) yield piece
}

/** Tells a run its writer's words. Throws what `runs.edit` refuses; what was told before that is taken. */
export const sendText = async (api: Api, run: string, edits: Pick<Edits, 'segments' | 'chunks'>): Promise<void> => {
  for (const segments of inPieces(edits.segments)) await api.runs.edit.mutate({ runId: run, segments })
  for (const chunk of edits.chunks) await api.runs.edit.mutate({ runId: run, chunk })
}

/** What the writer is told of edits that a run has taken; undefined where there are none. */
export const takenSentence = ({ bible, segments, chunks }: Partial<Edits>): string | undefined => {
  const numbers = ranges([...(segments ?? []).map(segment => segment.segment_number), ...(chunks ?? []).map(chunk => chunk.number)])
  const what = [...(bible ? ['the plan'] : []), ...(numbers === '' ? [] : [`what is drafted already (${numbers})`])].join(' and ')
  return what === '' ? undefined : `You have changed ${what}: what is asked for from now on is written from that.`
}

/** What the writer is told of a file in which nothing is left of a chunk, which is no edit. */
export const emptiedSentence = (name: string): string => `${name} has no text left in it; what is asked for from now on is written from the text that was there before.`

/**
 * Tells a run what its writer has made of its files, so that what is drafted from now on follows from that. Answers what the
 * writer should know, in a sentence each. Throws what `readEdits` throws, and what `runs.setBible` and `runs.edit` refuse.
 */
export const sendEdits = async (api: Api, draft: { readonly run: string; readonly path: string }, reading?: EditsReading): Promise<readonly string[]> => {
  const script = await scriptOf(api, draft.run)
  if (!script) return []
  const edits = await readEdits(draft.path, script, reading)
  if (edits.bible) await api.runs.setBible.mutate({ runId: draft.run, bible: edits.bible })
  await sendText(api, draft.run, edits)
  return [takenSentence(edits), ...edits.emptied.map(emptiedSentence)].filter(sentence => sentence !== undefined)
}
