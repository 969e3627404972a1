import { randomUUID } from 'node:crypto'
import { relayOfferSchema, type ModelLender, type RelayEnd, type RelayOffer, type RelayQuestion } from '@coldopen/client'
import { CancellationTokenSource, l10n, LanguageModelChatMessage, lm, type LanguageModelChat } from 'vscode'
import { failureOf } from './failure.ts'

/** Milliseconds that counting tokens may take; the server estimates them otherwise. */
const countingMs = 2000

const nameOf = (model: LanguageModelChat): string => `${model.vendor}/${model.id}`

const modelNamed = async (name: string): Promise<LanguageModelChat | undefined> => {
  const slash = name.indexOf('/')
  const [model] = await lm.selectChatModels({ vendor: name.slice(0, slash), id: name.slice(slash + 1) })
  return model
}

/** Tokens as the model itself counts them; undefined when it does not, or takes too long. */
const counted = async (model: LanguageModelChat, question: RelayQuestion, answer: string): Promise<Extract<RelayEnd, { type: 'completed' }>['usage']> => {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), countingMs)
  try {
    const counting = Promise.all([model.countTokens(`${question.instructions}\n${question.material}`), model.countTokens(answer)])
    const tokens = await Promise.race([counting, late.promise])
    return tokens && { inputTokens: Math.ceil(tokens[0]), outputTokens: Math.ceil(tokens[1]) }
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

async function* ask(question: RelayQuestion, signal: AbortSignal, begun: () => void): AsyncGenerator<string, RelayEnd, undefined> {
  const token = new CancellationTokenSource()
  const cancel = (): void => token.cancel()
  signal.addEventListener('abort', cancel)
  let answer = ''
  try {
    const model = await modelNamed(question.model)
    if (!model) return { type: 'failed', why: 'not-found' }
    const messages = [LanguageModelChatMessage.User(question.instructions), LanguageModelChatMessage.User(question.material)]
    const response = await model.sendRequest(messages, { justification: l10n.t('Coldopen has this model write your script, as you chose.') }, token.token)
    begun()
    for await (const text of response.text) {
      answer += text
      yield text
    }
    const usage = await counted(model, question, answer)
    return { type: 'completed', ...(usage && { usage }) }
  } catch (error) {
    return failureOf(error)
  } finally {
    signal.removeEventListener('abort', cancel)
    token.dispose()
  }
}

/** A model as it is lent. One that is named so oddly that it could not be asked for by name is not. */
const offered = (model: LanguageModelChat): RelayOffer[] => {
  const offer = relayOfferSchema.safeParse({ model: nameOf(model), name: model.name, maxInputTokens: Math.floor(model.maxInputTokens) })
  return offer.success ? [offer.data] : []
}

/** The language models of this window, as they are lent to the server. VS Code itself asks the writer whether it may. */
export const editorModels = (): ModelLender => ({
  window: randomUUID(),
  offers: async () => (await lm.selectChatModels()).flatMap(offered),
  ask,
})
