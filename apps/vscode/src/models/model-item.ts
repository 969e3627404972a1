import type { Coldopen } from '@coldopen/client'
import { l10n, type QuickPickItem } from 'vscode'

type Listed = Awaited<ReturnType<Coldopen['api']['models']['list']['query']>>

export type ListedModel = Listed['models'][number]

/** A row of the list of models. */
export type ModelItem = QuickPickItem & { readonly model: ListedModel }

const usd = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 3 : 2)}`

const thousands = (tokens: number): string => (tokens >= 1_000_000 ? `${tokens / 1_000_000}M` : `${Math.round(tokens / 1000)}k`)

/** What a model costs for the brief, and for a million tokens. */
const pricesOf = ({ provider, capability, estimate }: ListedModel): string[] => {
  const { price } = capability
  if (provider === 'vscode') return [l10n.t('by your own subscription')]
  if (price === null) return [l10n.t('price not known')]
  if (price.input === 0 && price.output === 0) return [l10n.t('free of charge')]
  const million = l10n.t('{0} in and {1} out for a million tokens', usd(price.input), usd(price.output))
  const cost = estimate?.cost
  return cost ? [l10n.t('about {0} for this brief, at the worst {1}', usd(cost.expected), usd(cost.worst)), million] : [million]
}

const abilitiesOf = ({ provider, capability }: ListedModel): string[] => {
  if (provider === 'sample') return [l10n.t('sample text, offline, no key')]
  return [
    l10n.t('{0} tokens of context', thousands(capability.contextTokens)),
    ...(capability.structuredOutput ? [l10n.t('keeps to a schema')] : []),
    ...(capability.reasoning ? [l10n.t('reasons')] : []),
    ...(capability.webSearch ? [l10n.t('searches the web')] : []),
  ]
}

/** Where a model answers, as a heading says it. */
export const placeOf = ({ provider, baseUrl }: ListedModel): string => {
  if (provider === 'vscode') return l10n.t('Language models of VS Code')
  if (provider === 'sample') return l10n.t('Without a model')
  if (provider === 'openai' && baseUrl === undefined) return 'OpenAI'
  return baseUrl === undefined ? l10n.t('Compatible endpoint') : new URL(baseUrl).host
}

export const itemOf = (model: ListedModel, isChosen: boolean): ModelItem => ({
  model,
  label: `${isChosen ? '$(check) ' : ''}${model.label ?? model.model}`,
  description: [...(model.label === undefined ? [] : [model.model]), ...(model.isReady ? [] : [l10n.t('needs a key')])].join(' · '),
  // What it costs first: a narrow window cuts the end off.
  detail: [...pricesOf(model), ...abilitiesOf(model)].join(' · '),
})
