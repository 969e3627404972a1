import { z } from 'zod'

/** Ids are assigned by code, never by a model: `src_01`, `src_02` … in the order in which the search gave them. */
export const sourceIdSchema = z.string().regex(/^src_\d{2,}$/, 'an id looks like src_01')

/** A page that a search gave. The address is the search's own, never one that a model wrote. */
export const sourceSchema = z.object({ id: sourceIdSchema, title: z.string(), url: z.url({ protocol: /^https?$/ }) })

/** What the first chunk established, with its sources; later chunks may use nothing else. */
export const canonicalPackSchema = z.object({
  topic: z.string(),
  facts: z.array(z.object({ fact: z.string(), source_ids: z.array(sourceIdSchema) })),
  names: z.array(z.string()),
  sources: z.array(sourceSchema),
  /** Set when there are no sources, and why. */
  notice: z.string().optional(),
})

export type Source = z.infer<typeof sourceSchema>
export type CanonicalPack = z.infer<typeof canonicalPackSchema>

export const sourceId = (position: number): string => `src_${String(position).padStart(2, '0')}`
