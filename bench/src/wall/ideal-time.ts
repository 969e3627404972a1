/** Tokens of each part in the order in which they are asked for; the first is drafted before any other starts. */
export type Drafted = { readonly first: number; readonly rest: readonly number[] }

/** L: seconds to the first token. v: tokens a second. C: streams at once. */
export type Pace = { readonly firstToken: number; readonly perSecond: number; readonly streams: number }

/**
 * The least time a run can take, in seconds: the first part alone, then the rest packed onto C streams, each taken by the
 * stream that is free first, in order. For equal parts that C divides this is max{L + τmax/v, Σ(L + τᵢ/v)/C}.
 */
export const idealTime = (drafted: Drafted, pace: Pace): number => {
  const seconds = (tokens: number): number => pace.firstToken + tokens / pace.perSecond
  const streams = Array.from({ length: pace.streams }, () => seconds(drafted.first))
  for (const tokens of drafted.rest) {
    const free = streams.indexOf(Math.min(...streams))
    streams[free] = (streams[free] ?? 0) + seconds(tokens)
  }
  return Math.max(...streams)
}
