import { numberOfId } from './merge-script.ts'
import { createPassages } from './passages.ts'
import { findPlace, type Place, type Where } from './place.ts'
import { restore, type Restored } from './restore.ts'
import { scriptNameOf, type ScriptKind } from './script-kind.ts'
import { createScriptState, type ScriptState } from './script-state.ts'
import type { FileRecord, Sidecar } from './sidecar.ts'
import { createView } from './view.ts'

/** A folder that a process before this one has left. */
export type Left = Place & { readonly sidecar: Sidecar }

/** What a run writes in: its own place, or that of the run which it goes on from. */
export const findLeft = async (where: Where, of: { readonly run: string; readonly takesOver?: string }, kind: ScriptKind): Promise<Left | undefined> => {
  const own = await findPlace(where, of.run, kind)
  if (own || of.takesOver === undefined) return own
  const before = await findPlace(where, of.takesOver, kind)
  // The files are those of the run before, and none of this one's events is in them.
  return before && { ...before, sidecar: { ...before.sidecar, lastEvent: 0, told: 0, ended: false, passages: {} } }
}

/** The state to begin with: that of a folder which a process before this one has left, or an empty one. */
export const takeUp = async (found: Left | undefined, kind: ScriptKind): Promise<{ state: ScriptState; records: Map<string, FileRecord> }> => {
  const passages = createPassages(kind)
  const view = createView()
  passages.locked = new Set((found?.sidecar.locks ?? []).map(numberOfId))
  for (const [id, record] of Object.entries(found?.sidecar.passages ?? {})) passages.left.set(id, record)
  const restored: Restored = found ? await restore(found.folder, found, passages) : { records: new Map(), lastEvent: 0 }
  view.seq = restored.lastEvent
  const { records } = restored
  const state = createScriptState({
    view,
    passages,
    settledBefore: found?.sidecar.lastEvent ?? 0,
    toldBefore: found?.sidecar.told ?? 0,
    endedBefore: found?.sidecar.ended ?? false,
    sample: found?.sidecar.sample ?? false,
    sets: found?.sidecar.parts ?? 0,
    edited: found !== undefined && records.get(scriptNameOf(found.slug, found.sidecar))?.edited === true,
  })
  if (found?.sidecar.scriptFile !== undefined) state.scriptFile = found.sidecar.scriptFile
  if (restored.bible) state.bible = restored.bible
  return { state, records }
}
