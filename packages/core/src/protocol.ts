import { z } from 'zod'

/** Clients and servers of different numbers do not understand each other. It grows when an event or a call changes its meaning. */
export const protocolVersion = 1

/** Where a local server writes its address and token, in the data folder, readable by its owner alone. */
export const serverFileName = 'server.json'

export const serverFileSchema = z.object({
  url: z.url({ protocol: /^http$/ }),
  token: z.string().regex(/^[0-9a-f]{64}$/),
  pid: z.int().min(1),
  protocol: z.int().min(1),
})

export type ServerFile = z.infer<typeof serverFileSchema>

/** The caller's own environment variables that choose a model and hold its key. */
export const modelVariables = [
  'COLDOPEN_PROVIDER',
  'COLDOPEN_MODEL',
  'OPENAI_API_KEY',
  'GPT_KEY',
  'OPENAI_BASE_URL',
  'GEMINI_API_KEY',
  'OPENROUTER_API_KEY',
  'MISTRAL_API_KEY',
  'GROQ_API_KEY',
  'DEEPSEEK_API_KEY',
  'XAI_API_KEY',
] as const
