/** Time as the folder knows it: milliseconds that never run backwards, and something to do later. */
export type Clock = {
  now(): number
  /** Runs `then` after so many milliseconds, unless the answer is called first. */
  later(ms: number, then: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  later(ms, then) {
    const timer = setTimeout(then, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Text waits this long, so that it is on the disk within a second of its arrival. */
const waitMs = 800
/** Rewriting takes at most one part in this many of the time. */
const share = 20
/** Text that is written without waiting: this much, or a quarter of what would have to be rewritten for it. */
const burst = 20_000
/** What a disk is taken to write in a millisecond when the clock is too coarse to tell. */
const bytesPerMs = 50_000

/** What a rewriting would cost now, in characters of the files concerned. */
export type Load = {
  /** Characters that have arrived for the script and are not in its file, and how long that file is. */
  readonly pending: number
  readonly script: number
  /** Characters of finished sets that are not in their files, and of what is rewritten beside them. */
  readonly ended: number
  readonly beside: number
}

export type Pace = {
  /** Milliseconds until the script's file is due; 0 when it is now. */
  scriptDue(load: Load): number
  /** Milliseconds until the files of finished sets are due. */
  setsDue(load: Load): number
  /** Says how long a rewriting took, and how many characters it wrote. */
  wrote(ms: number, characters: number): void
}

/**
 * When files are rewritten: often enough for a reader, and so seldom that it costs a twentieth of the time and that the whole
 * work grows with the script and not with its square. A file is rewritten when it has grown by a quarter, or when the time
 * that its last rewriting took has gone by twenty times over.
 */
export const createPace = (clock: Clock): Pace => {
  let measured = 0
  let estimated = 0
  let last = clock.now() - waitMs

  const dueIn = (wait: number): number => Math.max(0, last + wait - clock.now())
  const rested = (): number => dueIn(share * measured)

  return {
    scriptDue(load) {
      const whenDue = dueIn(Math.max(waitMs, share * Math.max(measured, estimated)))
      return load.pending >= Math.max(burst, load.script / 4) ? Math.min(rested(), whenDue) : whenDue
    },
    setsDue(load) {
      const whenDue = dueIn(Math.max(waitMs, share * Math.max(measured, estimated)))
      return load.ended >= load.beside / 4 ? Math.min(rested(), whenDue) : whenDue
    },
    wrote(ms, characters) {
      measured = ms
      estimated = characters / bytesPerMs
      last = clock.now()
    },
  }
}
