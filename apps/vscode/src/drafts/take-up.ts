import { join } from 'node:path'
import { readFolder, type HeldRun } from '@coldopen/client'
import { l10n, Uri } from 'vscode'
import { serverUrl } from '../settings.ts'
import type { BegunRun } from './begun.ts'
import { briefUriOf, type Resumed } from './begin.ts'
import { editorsHaveRead } from './editors-have-read.ts'
import { holdWhenFree } from './hold.ts'
import type { Studio } from './studio.ts'

/** A run that goes on in this window without anybody's asking, and its files, which are this window's now. */
export type TakenUp = Resumed & { readonly held: HeldRun; readonly takesOver?: string | undefined }

/**
 * What the server knows of a run: how it goes on from event `from`. Undefined when there is nothing that its files do not have,
 * or no such run.
 */
const asItStands = async (studio: Studio, run: string, from: number): Promise<Pick<Resumed, 'run' | 'brief' | 'endsAfter' | 'parts'> | undefined> => {
  const { api } = await studio.connect()
  try {
    const { brief, summary } = await api.runs.get.query({ runId: run })
    const goesOn = summary.status === 'pending' || summary.status === 'processing'
    if (!goesOn && summary.lastSeq <= from) return undefined
    return { run, brief, parts: summary.parts, endsAfter: goesOn ? summary.lastSeq : summary.lastSeq - 1 }
  } catch (error) {
    const { problemOf } = await import('./problem-of.ts')
    const problem = problemOf(error)
    if (problem.code !== 'not-found') throw problem
    studio.log.info(`run ${run} is not known to the server any more`)
    return undefined
  }
}

/** Who waits for a run, and whether this window has it in hand already. */
export type Waiting = {
  readonly signal: AbortSignal
  readonly isFollowed: (run: string) => boolean
  /** Another window writes a draft; and it does not any more. */
  readonly elsewhere: (run: string, name: string) => void
  readonly here: (run: string) => void
}

const hold = async (run: string, name: string, waiting: Waiting): Promise<HeldRun | undefined> => {
  const held = await holdWhenFree(run, waiting.signal, () => waiting.elsewhere(run, name))
  waiting.here(run)
  return held
}

/** Takes up the draft that a sidecar tells of, once no other window writes it. Undefined when there is nothing to be done. */
export const takeUpFolder = async (studio: Studio, sidecarFile: string, waiting: Waiting): Promise<TakenUp | undefined> => {
  const { sidecar, slug } = await readFolder(sidecarFile)
  if (sidecar.ended || sidecar.server !== serverUrl() || waiting.isFollowed(sidecar.run)) return undefined
  const held = await hold(sidecar.run, slug, waiting)
  if (!held) return undefined
  try {
    // Whoever had it may have brought it to its end.
    const { sidecar: now, dir } = await readFolder(sidecarFile)
    const stands = now.ended || now.run !== sidecar.run ? undefined : await asItStands(studio, now.run, now.lastEvent)
    if (stands) await editorsHaveRead(dir)
    if (stands) return { ...stands, where: { dir }, briefUri: briefUriOf(dir, now.briefFile), held }
  } catch (error) {
    held.release()
    throw error
  }
  held.release()
  return undefined
}

/** Takes up a run that had no files yet when its window went away. */
export const takeUpBegun = async (studio: Studio, begun: BegunRun, waiting: Waiting): Promise<TakenUp | undefined> => {
  const { run, where, briefFile, takesOver } = begun
  const held = await hold(run, l10n.t('A script'), waiting)
  if (!held) return undefined
  try {
    const stands = await asItStands(studio, run, 0)
    const briefUri = briefFile === undefined || !('dir' in where) ? undefined : Uri.file(join(where.dir, briefFile))
    if (stands) return { ...stands, where, briefUri, takesOver, held }
  } catch (error) {
    held.release()
    throw error
  }
  held.release()
  return undefined
}

