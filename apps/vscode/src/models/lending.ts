import { lendModels, type Coldopen, type Lending } from '@coldopen/client'
import { lm, type Disposable } from 'vscode'
import { editorModels } from './editor-models.ts'

/** Lends the models of this window to the server that it is connected to, and to no other. */
export type ModelLending = Disposable & {
  /** Resolves once the server knows of the models. Throws a ColdopenError. */
  readonly lendTo: (client: Coldopen) => Promise<void>
}

export const createLending = (): ModelLending => {
  const lender = editorModels()
  let current: { readonly url: string; readonly lending: Lending } | undefined
  const renewal = lm.onDidChangeChatModels(() => void current?.lending.renew().catch(() => undefined))
  return {
    async lendTo(client) {
      if (current?.url !== client.url) {
        current?.lending.stop()
        const lent = { url: client.url, lending: lendModels(client, lender) }
        current = lent
        void lent.lending.ended.then(() => {
          if (current === lent) current = undefined
        })
      }
      await current?.lending.ready
    },
    dispose() {
      renewal.dispose()
      current?.lending.stop()
    },
  }
}
