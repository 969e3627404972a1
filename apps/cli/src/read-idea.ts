import { text } from 'node:stream/consumers'
import { ColdopenError } from '@coldopen/client'
import type { Host } from './program.ts'

/** The idea: the words of the command, or standard input where there are none (or a lone dash). */
export const readIdea = async (words: readonly string[], host: Host): Promise<string> => {
  const said = words.join(' ').trim()
  const piped = said === '-' || (words.length === 0 && !host.stdin.isTTY)
  const idea = piped ? (await text(host.stdin)).trim() : said
  if (idea !== '') return idea
  throw new ColdopenError('invalid-input', 'The idea is empty: say in a few words what it is about, as in: coldopen draft movie "A lighthouse keeper finds a door in the sea".')
}
