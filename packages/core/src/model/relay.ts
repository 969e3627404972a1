import { z } from 'zod'

/**
 * A model that an editor lends: its name in VS Code's own words (`vendor/id`), what people call it, and the most tokens that
 * one request may bring it.
 */
export const relayOfferSchema = z.object({
  model: z.string().regex(/^[^/\s]+\/\S/).max(300),
  name: z.string().max(300),
  maxInputTokens: z.int().min(1),
})

export type RelayOffer = z.infer<typeof relayOfferSchema>

/** What an editor is asked to put before one of its models. `material` is data, and goes into a message of its own. */
export const relayQuestionSchema = z.object({
  model: z.string(),
  instructions: z.string(),
  material: z.string(),
})

export type RelayQuestion = z.infer<typeof relayQuestionSchema>

/** Why an editor's model gave no whole answer, as far as the editor says. */
export const relayFailures = ['no-permission', 'not-found', 'quota', 'filtered', 'failed'] as const
export type RelayFailure = (typeof relayFailures)[number]

/** How an editor's answer ended. Without a count of tokens they are estimated from the text. */
export const relayEndSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('completed'), usage: z.object({ inputTokens: z.int().min(0), outputTokens: z.int().min(0) }).optional() }),
  z.object({ type: z.literal('failed'), why: z.enum(relayFailures), words: z.string().max(4000).optional() }),
])

export type RelayEnd = z.infer<typeof relayEndSchema>

/**
 * What comes of a question, in order: `begun` once the editor's model took it, `text`, and one of the ends. `unserved`: no
 * editor was there to be asked; `gone`: the one that was asked went away. A question that was aborted just ends.
 */
export type RelayWord =
  | { readonly type: 'begun' }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'unserved' }
  | { readonly type: 'gone' }
  | RelayEnd

/** The way to the models of the editors that are open. */
export type ModelRelay = {
  readonly offers: () => readonly RelayOffer[]
  readonly ask: (question: RelayQuestion, signal: AbortSignal) => AsyncIterable<RelayWord>
}
