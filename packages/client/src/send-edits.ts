import type { Coldopen } from './create-coldopen.ts'
import { readEdits } from './folder/read-edits.ts'

/**
 * Tells a run what its writer has made of its files, so that what is drafted from now on follows from that. Throws what
 * `readEdits` throws, and what `runs.setBible` and `runs.edit` refuse.
 */
export const sendEdits = async (api: Coldopen['api'], run: string, dir: string): Promise<void> => {
  const { bible, parts } = await api.runs.get.query({ runId: run })
  if (!bible) return
  const edits = await readEdits(dir, { bible, segments: parts.flatMap(part => part.segments) })
  if (edits.bible) await api.runs.setBible.mutate({ runId: run, bible: edits.bible })
  if (edits.segments.length > 0) await api.runs.edit.mutate({ runId: run, segments: [...edits.segments] })
}
