/** What is left of an allowance that fills steadily over a minute. */
export type Allowance = { readonly left: number; readonly perMinute: number }

/** What a provider says it still lets in: requests, and tokens (the input, and the output that is asked for). */
export type Room = { readonly requests?: Allowance; readonly tokens?: Allowance }

const count = (headers: Headers, name: string): number | undefined => {
  const text = headers.get(name)
  const number = Number(text)
  return text !== null && text.trim() !== '' && Number.isFinite(number) && number >= 0 ? number : undefined
}

const allowance = (headers: Headers, kind: 'requests' | 'tokens'): Allowance | undefined => {
  const left = count(headers, `x-ratelimit-remaining-${kind}`)
  const perMinute = count(headers, `x-ratelimit-limit-${kind}`)
  return left === undefined || !perMinute ? undefined : { left, perMinute }
}

/** What the rate-limit headers of an answer say; undefined when it has none. */
export const roomIn = (headers: Headers): Room | undefined => {
  const requests = allowance(headers, 'requests')
  const tokens = allowance(headers, 'tokens')
  return requests || tokens ? { ...(requests && { requests }), ...(tokens && { tokens }) } : undefined
}

/** Milliseconds until an allowance has room for so much; 0 when it has. */
const untilThere = (needed: number, left: Allowance | undefined): number => {
  if (!left) return 0
  // More than a minute's worth never fits: it is sent when the whole minute is there, and the provider decides.
  const missing = Math.min(needed, left.perMinute) - left.left
  return missing > 0 ? Math.ceil((missing / left.perMinute) * 60_000) : 0
}

/** Hands out what room there is: for each request how long it has to wait, those before it counted. */
export const createAdmission = (room: Room | undefined): ((tokens: number) => number) => {
  let requests = 0
  let tokens = 0
  return needed => {
    requests += 1
    tokens += needed
    return Math.max(untilThere(requests, room?.requests), untilThere(tokens, room?.tokens))
  }
}
