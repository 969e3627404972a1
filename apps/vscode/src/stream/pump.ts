import type { Answer, Clock, EditorPort } from './port.ts'
import type { Change } from './region.ts'

/** What there is to write, as the pump sees it. */
export type Work = {
  /** Whether the stream is over for reasons of its own: undone, or deleted by the writer. */
  readonly isOver: () => boolean
  /** Whether nothing more will come. */
  readonly isFinal: () => boolean
  /** Takes everything that can be written now for one edit; empty when there is nothing. */
  readonly take: () => readonly Change[]
  /** Whether the document has told of the edit that was taken last. */
  readonly hasLanded: () => boolean
  /** Puts back what was taken and did not land. */
  readonly giveBack: () => void
  readonly undoStopBefore: () => boolean
  /** Size of the document in UTF-16 code units. */
  readonly size: () => number
  /** Milliseconds for which the document is to be left as it is. */
  readonly rest: () => number
  /** Resolves when any of the above, or where the document is, may have changed. */
  readonly sleep: () => Promise<void>
}

/** How pumping ended. `over` means that the work itself was over. */
export type PumpEnd = 'done' | 'over' | 'read-only' | 'closed' | 'gave-up'

export const pace = {
  /** Milliseconds from one edit to the next. */
  interval: 50,
  /** The same in a document of more than `large` code units. */
  slowInterval: 100,
  large: 500_000,
  /** Milliseconds before the first new attempt; doubled up to the longest. */
  firstBackOff: 5,
  longestBackOff: 200,
  attempts: 40,
  /** How long a document may be out of sight, as when its tab is dragged elsewhere, before it counts as closed. */
  closedFor: 200,
}

/** Writes into one document until there is nothing more to write: one edit at a time, each carrying all that has come. */
export async function pump(work: Work, port: EditorPort, clock: Clock): Promise<PumpEnd> {
  let failures = 0
  for (;;) {
    if (work.isOver()) return 'over'
    const place = await settledPlace(port, clock)
    if (place === 'closed') return endClosed(work)
    const rest = work.isFinal() ? 0 : work.rest()
    if (rest > 0) {
      await clock.sleep(Math.min(rest, pace.interval))
      continue
    }
    const changes = place === 'visible' || work.isFinal() ? work.take() : []
    if (changes.length === 0) {
      if (work.isFinal()) return 'done'
      await work.sleep()
      // What comes in one go is written in one edit: the rest of it would wait for the next.
      await clock.sleep(0)
      continue
    }
    const started = clock.now()
    const answer = await (place === 'visible' ? attempt(() => port.edit(changes, work.undoStopBefore())) : attempt(() => port.editHidden(changes)))
    if (work.hasLanded()) {
      failures = 0
      const interval = work.size() > pace.large ? pace.slowInterval : pace.interval
      await clock.sleep(Math.max(0, started + interval - clock.now()))
      continue
    }
    work.giveBack()
    if (answer === 'read-only' || (answer === 'accepted' && place === 'visible')) return 'read-only'
    failures++
    if (failures >= pace.attempts) return 'gave-up'
    await clock.sleep(Math.min(pace.longestBackOff, pace.firstBackOff * 2 ** (failures - 1)))
  }
}

function endClosed(work: Work): PumpEnd {
  if (work.isFinal() && work.take().length === 0) return 'done'
  work.giveBack()
  return 'closed'
}

/** An editor that throws has refused: it went away while the edit was on its way. */
async function attempt(edit: () => Promise<Answer>): Promise<Answer> {
  try {
    return await edit()
  } catch {
    return 'refused'
  }
}

async function settledPlace(port: EditorPort, clock: Clock): Promise<'visible' | 'hidden' | 'closed'> {
  const place = port.whereabouts()
  if (place !== 'closed') return place
  await clock.sleep(pace.closedFor)
  return port.whereabouts()
}
