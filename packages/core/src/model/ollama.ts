import { z } from 'zod'
import type { PlacedModel } from './capability.ts'
import { ollamaEndpoint } from './endpoints.ts'

const tagsSchema = z.object({ models: z.array(z.object({ name: z.string().min(1) })) })

/** Milliseconds that a server on this machine may take to say what it has. */
const patience = 500

/** Models that answer with vectors write nothing. */
const isWriter = (name: string): boolean => !/embed|\bbge\b|minilm/i.test(name)

/**
 * The models an Ollama on this machine has, the latest first; undefined when none answers. Asked for afresh each time: it
 * comes and goes with its user.
 */
export const ollamaModels = async (fetch: typeof globalThis.fetch): Promise<string[] | undefined> => {
  try {
    const answer = await fetch(new URL('/api/tags', ollamaEndpoint.baseUrl), { signal: AbortSignal.timeout(patience) })
    const tags = tagsSchema.safeParse(await answer.json())
    return tags.data?.models.map((model) => model.name).filter(isWriter)
  } catch {
    // Whatever is not there, too slow or no Ollama: all the same, there is none.
    return undefined
  }
}

/** The same at their place; none where no Ollama answers. */
export const installedModels = async (fetch: typeof globalThis.fetch): Promise<PlacedModel[]> => {
  const names = (await ollamaModels(fetch)) ?? []
  return names.map((model) => ({ provider: 'openai-chat', model, baseUrl: ollamaEndpoint.baseUrl }))
}
