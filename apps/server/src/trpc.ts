import { ColdopenError, errorCodes, errorStatus, type ErrorCode, type ModelEnvironment } from '@coldopen/core'
import { initTRPC, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { CallerView } from './access/caller-view.ts'
import type { Logger } from './log.ts'

/** What every procedure has at hand: the server as its caller sees it. */
export type Context = CallerView & {
  /** The server's own environment, for callers that send none of theirs. */
  readonly env: ModelEnvironment
  readonly log: Logger
  readonly requestId: string
}

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]['code']

/**
 * How a code of ours travels. A 5xx in a subscription would make clients reconnect for ever, so that there each is a
 * 4xx; the code of the closed list goes with it in `data.coldopen`, and its own HTTP status in `data.status`.
 */
const trpcCodes: { readonly [Code in ErrorCode]?: TrpcCode } = {
  'invalid-input': 'BAD_REQUEST',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'rate-limited': 'TOO_MANY_REQUESTS',
  'budget-exceeded': 'PAYMENT_REQUIRED',
  cancelled: 'CLIENT_CLOSED_REQUEST',
}

const t = initTRPC.context<Context>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 5000 }, client: { reconnectAfterInactivityMs: 15_000 } },
  errorFormatter(given) {
    const { error, shape } = given
    const own = error.cause instanceof ColdopenError ? error.cause : undefined
    const code: ErrorCode = own?.code ?? codeOf(error)
    return { ...shape, message: own?.message ?? sentenceOf(error), data: { ...shape.data, coldopen: code, status: errorStatus[code], requestId: given.ctx?.requestId } }
  },
})

/** The HTTP status of a call that failed. */
export const statusOf = (error: TRPCError): number => {
  return error.cause instanceof ColdopenError ? errorStatus[error.cause.code] : getHTTPStatusCodeFromError(error)
}

const codeOf = (error: TRPCError): ErrorCode => {
  const known = errorCodes.find(code => trpcCodes[code] === error.code)
  return known ?? (error.code === 'INTERNAL_SERVER_ERROR' ? 'storage' : 'invalid-input')
}

/** What an error of tRPC's own says to people: which field of an input is wrong, or nothing of what is inside. */
const sentenceOf = (error: TRPCError): string => {
  if (error.code === 'INTERNAL_SERVER_ERROR') return 'The server failed; its log has the details.'
  const cause = error.cause
  if (cause && 'issues' in cause && Array.isArray(cause.issues)) {
    const issue: unknown = cause.issues[0]
    if (issue && typeof issue === 'object' && 'path' in issue && 'message' in issue && Array.isArray(issue.path)) {
      return `${issue.path.join('.') || 'The input'}: ${String(issue.message)}.`
    }
  }
  return error.message
}

/** The one place where a failure of ours becomes a failure of tRPC's. Never one that makes a subscriber reconnect for ever. */
export const asTrpcError = (error: ColdopenError): TRPCError => {
  return new TRPCError({ code: trpcCodes[error.code] ?? 'UNPROCESSABLE_CONTENT', message: error.message, cause: error })
}

const mapped = t.middleware(async call => {
  const result = await call.next()
  if (result.ok) return result
  const cause = result.error.cause
  call.ctx.log.info({ request: call.ctx.requestId, path: call.path, code: cause instanceof ColdopenError ? cause.code : result.error.code }, 'a call failed')
  if (cause instanceof ColdopenError) throw asTrpcError(cause)
  return result
})

export const router = t.router
export const procedure = t.procedure.use(mapped)
