import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openHosted, type Hosted, type HostedOptions } from './hosted.ts'

/** USD for a million tokens: so dear that one request counts. */
const price = { input: 50, output: 400 }

/** A hosted server whose requests cost something. */
export const openPriced = async (options: HostedOptions = {}): Promise<Hosted> => {
  const hosted = await openHosted(options)
  await writeFile(join(hosted.dataFolder, 'models.json'), JSON.stringify({ openai: { fake: { price } } }))
  return hosted
}

/** What the first user has used of the day. */
export const today = async (hosted: Hosted) => (await hosted.master().users.list.query())[0]?.today
