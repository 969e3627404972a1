import { z } from 'zod'
import { behaviourOfModel, parseBehaviour } from './behaviour-words.ts'
import { behaviourSchema, type Behaviour } from './behaviour.ts'
import type { RequestKind } from './journal.ts'

/** What a script may look at to decide. */
export type ScriptedRequest = {
  readonly kind: RequestKind
  readonly model: string
  readonly body: unknown
  /** Everything the model is given to read, in order. */
  readonly text: string
  readonly headers: { readonly [name: string]: string }
}

/** Decides what happens to a request; `nth` counts requests of its kind since the script was set, from 1. */
export type Script = (request: ScriptedRequest, nth: number) => Behaviour | undefined

/** A rule given from another process. All conditions must hold; `nth` counts the requests for which the others do, from 1. */
export const ruleSchema = z.strictObject({
  kind: z.enum(['responses', 'chat', 'retrieve', 'cancel', 'models']).optional(),
  model: z.string().optional(),
  /** A text that the model is given to read. */
  contains: z.string().optional(),
  nth: z.array(z.int().min(1)).optional(),
  /** As an object, or in words: `cut=1200,by=rst`. */
  behaviour: z.unknown().transform((given, context) => readBehaviour(given, context)),
})

export type Rule = z.infer<typeof ruleSchema>

function readBehaviour(given: unknown, context: z.RefinementCtx): Behaviour {
  try {
    return typeof given === 'string' ? parseBehaviour(given) : behaviourSchema.parse(given)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof z.ZodError ? z.prettifyError(error) : String(error) })
    return z.NEVER
  }
}

function ruleScript(rules: readonly Rule[]): Script {
  const met = rules.map(() => 0)
  return (request) => {
    let decided: Behaviour | undefined
    for (const [at, rule] of rules.entries()) {
      if (rule.kind !== undefined && rule.kind !== request.kind) continue
      if (rule.model !== undefined && rule.model !== request.model) continue
      if (rule.contains !== undefined && !request.text.includes(rule.contains)) continue
      const nth = (met[at] ?? 0) + 1
      met[at] = nth
      if (rule.nth === undefined || rule.nth.includes(nth)) decided = { ...decided, ...rule.behaviour }
    }
    return decided
  }
}

export type Scripts = {
  readonly set: (script: Script | undefined) => void
  readonly setRules: (rules: readonly Rule[]) => void
  /** Throws with a sentence when a header or a model's name asks for what there is not. */
  readonly decide: (request: ScriptedRequest) => Behaviour
}

/**
 * Puts together what a request's behaviour is: the server's own, over it what the model's name asks for, then the header
 * `x-fake-behaviour`, then the rules, then the script.
 */
export function createScripts(ordinary: Behaviour): Scripts {
  let script: Script | undefined
  let rules: Script | undefined
  let counts = new Map<RequestKind, number>()
  return {
    set: (given) => {
      script = given
      counts = new Map()
    },
    setRules: (given) => {
      rules = given.length === 0 ? undefined : ruleScript(given)
    },
    decide: (request) => {
      const nth = (counts.get(request.kind) ?? 0) + 1
      counts.set(request.kind, nth)
      const header = request.headers['x-fake-behaviour']
      return {
        ...ordinary,
        ...behaviourOfModel(request.model),
        ...(header === undefined ? {} : parseBehaviour(header)),
        ...rules?.(request, nth),
        ...script?.(request, nth),
      }
    },
  }
}
