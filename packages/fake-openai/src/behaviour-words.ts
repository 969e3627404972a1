import { behaviourSchema, type Behaviour } from './behaviour.ts'

const names = new Set<string>(behaviourSchema.keyof().options)
const lists = new Set(['omit', 'unsupported'])
const texts = new Set(['answer', 'code', 'retryAfter'])

function valueOf(name: string, text: string): unknown {
  const decoded = decodeURIComponent(text)
  if (lists.has(name)) return decoded.split('+')
  if (texts.has(name)) return decoded
  if (decoded === 'true') return true
  if (decoded === 'false') return false
  return decoded !== '' && Number.isFinite(Number(decoded)) ? Number(decoded) : decoded
}

/**
 * Reads a behaviour written in words: `cut=1200,by=rst`. A name alone is `true`, the items of a list are joined by `+`, a
 * value may be percent-encoded. Throws with a sentence when a name is unknown or a value is not of its kind.
 */
export function parseBehaviour(words: string): Behaviour {
  const read: { [name: string]: unknown } = {}
  for (const item of words.split(',')) {
    const at = item.indexOf('=')
    const name = (at < 0 ? item : item.slice(0, at)).trim()
    if (!names.has(name)) throw new Error(`no behaviour is called "${name}"`)
    read[name] = at < 0 ? true : valueOf(name, item.slice(at + 1))
  }
  const result = behaviourSchema.safeParse(read)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`behaviour ${issue?.path.join('.') ?? words}: ${issue?.message ?? 'not understood'}`)
}

/**
 * The behaviour a model's name asks for: `fake:stall=300` does, `llama3.2:latest` is a name and nothing else. A suffix counts
 * when it begins with the name of a behaviour.
 */
export function behaviourOfModel(model: string): Behaviour | undefined {
  const at = model.indexOf(':')
  if (at < 0) return undefined
  const words = model.slice(at + 1)
  const first = words.split(/[=,]/, 1)[0] ?? ''
  return names.has(first) ? parseBehaviour(words) : undefined
}
