import { briefSchema, isBriefText, loadBrief, type Brief } from '@coldopen/client'
import { commands, ConfigurationTarget, l10n, ProgressLocation, QuickPickItemKind, window, workspace, type QuickPickItem } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import { writeChoice } from '../settings.ts'
import { itemOf, placeOf, type ListedModel, type ModelItem } from './model-item.ts'

/** What the settings say of the model: empty fields take the default. */
export type ModelSettings = { readonly provider: string; readonly model: string; readonly endpoint: string }

/** The brief in front of the writer, or a movie of the usual length. */
const briefInFront = async (): Promise<Brief> => {
  const document = window.activeTextEditor?.document
  const usual = briefSchema.parse({ format: 'movie', idea: 'a movie of the usual length' })
  if (document?.uri.scheme !== 'file' || !isBriefText(document.getText())) return usual
  return loadBrief(document.uri.fsPath).catch(() => usual)
}

/** Writes each setting where it has a value already, so that it holds. An endpoint is the machine's own, wherever it is set. */
const writeModelSettings = async (settings: ModelSettings): Promise<void> => {
  const configuration = workspace.getConfiguration('coldopen')
  for (const [name, value] of Object.entries(settings)) {
    const isOfWorkspace = name !== 'endpoint' && configuration.inspect(name)?.workspaceValue !== undefined
    await configuration.update(name, value === '' ? undefined : value, isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global)
  }
}

const settingsFor = ({ provider, model, baseUrl }: ListedModel): ModelSettings => ({
  provider,
  model: provider === 'sample' ? '' : model,
  endpoint: baseUrl ?? '',
})

/** An endpoint that is not in the list, and its model. */
const askEndpoint = async (): Promise<ModelSettings | undefined> => {
  const endpoint = await window.showInputBox({
    title: l10n.t('Address of the endpoint'),
    prompt: l10n.t('It speaks OpenAI’s Chat Completions, as llama.cpp, vLLM, LM Studio and many services do.'),
    placeHolder: 'http://localhost:8080/v1',
    ignoreFocusOut: true,
    validateInput: text => (/^https?:$/.test(URL.parse(text.trim())?.protocol ?? '') ? undefined : l10n.t('Write an address that begins with http:// or https://.')),
  })
  if (endpoint === undefined) return undefined
  const model = await window.showInputBox({
    title: l10n.t('Name of the model'),
    ignoreFocusOut: true,
    validateInput: text => (text.trim() === '' ? l10n.t('Write the name as the endpoint knows it.') : undefined),
  })
  return model === undefined ? undefined : { provider: 'openai-chat', model: model.trim(), endpoint: endpoint.trim() }
}

const isSame = (model: ListedModel, chosen: { provider: string; model: string; baseUrl?: string | undefined } | undefined): boolean =>
  model.provider === chosen?.provider && model.model === chosen.model && model.baseUrl === chosen.baseUrl

/** The models in the order of their places, each place under a heading. VS Code's own come first, since they need no key. */
const rowsOf = (items: readonly ModelItem[]): (QuickPickItem | ModelItem)[] => {
  const byPlace = Map.groupBy(items, item => placeOf(item.model))
  const rank = (list: readonly ModelItem[]): number => ['vscode', 'openai', 'openai-chat', 'sample'].indexOf(list[0]?.model.provider ?? '')
  return [...byPlace].toSorted((a, b) => rank(a[1]) - rank(b[1])).flatMap(([place, list]) => [{ label: place, kind: QuickPickItemKind.Separator }, ...list])
}

/** Shows every model there is, with what it can do and costs, and writes the choice into the settings. */
export const chooseModel = async (studio: Studio): Promise<void> => {
  const brief = await briefInFront()
  const { models, chosen } = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Looking for language models') }, async () => {
    const client = await studio.connect()
    await studio.lend(client).catch((error: unknown) => studio.log.warn(String(error)))
    return client.api.models.list.query({ brief, environment: await studio.environment() })
  })
  const other: QuickPickItem = { label: l10n.t('Another endpoint…'), detail: l10n.t('Any server that speaks OpenAI’s Chat Completions'), alwaysShow: true }
  const rows = [...rowsOf(models.map(model => itemOf(model, isSame(model, chosen?.model)))), other]
  const picked = await window.showQuickPick<QuickPickItem | ModelItem>(rows, {
    title: l10n.t('Who writes the script?'),
    placeHolder: l10n.t('Costs are estimated for the brief in front of you, else for a movie of 20 segments'),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  })
  if (picked === undefined) return
  const model = 'model' in picked ? picked.model : undefined
  const settings = model ? settingsFor(model) : await askEndpoint()
  if (settings === undefined) return
  await writeChoice(() => writeModelSettings(settings))
  // Whether an endpoint that nobody knows wants a key, its user knows.
  if (!model?.isReady) await commands.executeCommand('coldopen.setKey')
}
