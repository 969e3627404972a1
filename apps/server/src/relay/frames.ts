import { relayEndSchema, relayQuestionSchema } from '@coldopen/core'
import { z } from 'zod'

export const windowId = z.uuid()

/** Characters that one answer may bring. */
const maxText = 200_000

/**
 * What an editor window is told. `open` comes first, again after every reconnect, with the ids of everything that is still
 * wanted of this window; a question may be told again, and is answered once.
 */
export const relayFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), wanted: z.array(z.string()) }),
  z.object({ type: z.literal('ask'), id: z.string(), question: relayQuestionSchema }),
  z.object({ type: z.literal('cancel'), id: z.string() }),
])

export type RelayFrame = z.infer<typeof relayFrameSchema>

/** A piece of an answer. Pieces are numbered from 0; one that comes twice counts once. The first one says that it has begun. */
export const relayAnswerSchema = z.object({
  window: windowId,
  id: z.string().max(64),
  seq: z.int().min(0),
  text: z.string().max(maxText).default(''),
  end: relayEndSchema.optional(),
})

export type RelayAnswer = z.infer<typeof relayAnswerSchema>
