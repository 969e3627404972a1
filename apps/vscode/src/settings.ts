import { modelEnvironment } from '@coldopen/client'
import { workspace, type ExtensionContext } from 'vscode'
import { keyPlace, withEndpoint } from './models/model-keys.ts'

const setting = (name: string): string | undefined => workspace.getConfiguration('coldopen').get<string>(name)?.trim() || undefined

/** A choice of model that is on its way into the settings. */
let choice: Promise<unknown> = Promise.resolve()

/** Writes a choice of model into the settings. Whoever asks for the model meanwhile is told of the new one. */
export const writeChoice = async (write: () => Promise<void>): Promise<void> => {
  const writing = write()
  choice = writing.catch(() => undefined)
  await writing
}

/** What chooses the model: the settings and the stored key, then the environment the editor was started in. */
export const modelSettings = async (context: Pick<ExtensionContext, 'secrets'>): Promise<ReturnType<typeof modelEnvironment>> => {
  await choice
  const provider = setting('provider')
  const model = setting('model')
  const endpoint = setting('endpoint')
  const key = await context.secrets.get(keyPlace(endpoint).secret)
  return modelEnvironment({
    ...withEndpoint(process.env, endpoint, key),
    ...(provider && provider !== 'auto' && { COLDOPEN_PROVIDER: provider }),
    ...(model && { COLDOPEN_MODEL: model }),
  })
}

export const dataFolderSetting = (): string | undefined => setting('dataFolder')

/** The address of a hosted server; undefined for the local one. */
export const serverUrl = (): string | undefined => setting('server.url')

export const sampleSpeed = (): number | undefined => workspace.getConfiguration('coldopen').get<number>('sampleSpeed')
