import * as vscode from 'vscode'
import { createSampleModel } from '../../../packages/core/src/model/sample/sample-model.ts'
import { modelVendor } from '../../src/host/host-orders.ts'

export type Answering = { readonly text: string; readonly emit: (text: string) => Promise<void>; readonly token: vscode.CancellationToken }

/** A language model of this window that tests register: it writes sample text, asked as any model is, by a prompt with a schema in it. */
export type Scribe = vscode.Disposable & {
  readonly name: string
  /** Prompts so far, and those whose request was cancelled. */
  readonly asked: string[]
  readonly cancelled: () => number
}

export type ScribeOptions = {
  /** Tokens a second; all at once by default. */
  readonly speed?: number
  /** What the nth request (from 1) throws, behind so much of its text. */
  readonly fails?: (nth: number) => { readonly error: Error; readonly characters: number } | undefined
}

const textOf = (message: vscode.LanguageModelChatRequestMessage): string =>
  message.content.map(part => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('')

const mark = 'JSON Schema:\n'

export const registerScribe = (options: ScribeOptions = {}): Scribe => {
  const { speed = Infinity } = options
  const writer = createSampleModel({ tokensPerSecond: speed })
  const asked: string[] = []
  let cancelled = 0
  const information: vscode.LanguageModelChatInformation = { id: 'scribe', name: 'Scribe', family: 'scribe', version: '1', maxInputTokens: 128_000, maxOutputTokens: 16_000, capabilities: {} }
  const registration = vscode.lm.registerLanguageModelChatProvider(modelVendor, {
    provideLanguageModelChatInformation: () => [information],
    async provideLanguageModelChatResponse(_model, messages, _options, progress, token) {
      const [instructions = '', material = ''] = messages.map(textOf)
      asked.push(instructions)
      const failing = options.fails?.(asked.length)
      const abort = new AbortController()
      token.onCancellationRequested(() => {
        cancelled++
        abort.abort()
      })
      const schema = { name: 'answer', json: JSON.parse(instructions.slice(instructions.lastIndexOf(mark) + mark.length)) }
      let characters = 0
      for await (const event of writer.stream({ instructions, material: JSON.parse(material).material, schema, maxOutputTokens: 32_000 }, abort.signal)) {
        if (event.type !== 'text') continue
        characters += event.text.length
        if (failing && characters > failing.characters) throw failing.error
        progress.report(new vscode.LanguageModelTextPart(event.text))
      }
    },
    provideTokenCount: async (_model, text) => Math.ceil((typeof text === 'string' ? text : textOf(text)).length / 5),
  })
  return { name: `${modelVendor}/scribe`, asked, cancelled: () => cancelled, dispose: () => registration.dispose() }
}
