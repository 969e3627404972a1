import { checkScript, type CheckedChunk, type CheckedSegment } from '@coldopen/script'
import { plannedChunks, type ScriptNow } from './read-script.ts'

/** What is wrong with a script as it stands, in a sentence each; nothing, when all is well. */
export const problemsOf = (script: ScriptNow): { readonly number?: number; readonly message: string }[] => {
  const { bible, problem, pieces, facts, unit } = script
  const removed = facts.missing.map(name => ({ message: `${name} was removed.` }))
  if (!bible) return [...(problem === undefined ? [] : [{ message: problem }]), ...removed]
  const planned = plannedChunks(facts)
  const chunks = pieces.map(({ number, prose }): CheckedChunk => ({ chunk_number: number, target_words: planned[number - 1]?.words ?? 0, text: prose }))
  const segments = pieces.flatMap(({ number, segment }): CheckedSegment[] => (segment ? [{ ...segment, segment_number: number }] : []))
  const findings = checkScript(unit === 'chunk' ? { bible, chunks } : { bible, segments })
  return [...removed, ...findings.map(({ unit: number, message }) => ({ ...(number !== undefined && { number }), message }))]
}
