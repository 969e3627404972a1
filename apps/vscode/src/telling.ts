/** One telling of all that comes within a while. */
export type Telling = {
  /** It is told a while after the first that is to be told. */
  readonly soon: () => void
  /** It is told at once, and not once more for what was to be told soon. */
  readonly now: () => void
  readonly stop: () => void
}

/** `ms`: how long what comes is gathered, in milliseconds. */
export const createTelling = (tell: () => void, ms: () => number): Telling => {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const now = (): void => {
    stop()
    tell()
  }
  return { soon: () => void (timer ??= setTimeout(now, ms())), now, stop }
}
