import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Languages beside English, as VS Code names them. */
export const languages = ['de', 'zh-cn'] as const

/** A literal in the places in which the extension says something: `l10n.t('…')`, and `say('…')` where `vscode` is not at hand. */
const said = /\b(?:l10n\.t|say)\(\s*('(?:[^'\\\n]|\\.)*')/g

const unquoted = (literal: string): string => {
  // A literal of ours in single quotes, as JSON has it.
  const text: unknown = JSON.parse(`"${literal.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`)
  return String(text)
}

/** Where sentences are said to a writer in this editor: here, and in the client, which is given a `say`. */
export const saying = (root: string): string[] => [`${root}src`, `${root}../../packages/client/src`]

const sourcesIn = (folders: readonly string[]): string[] =>
  folders.flatMap(folder => globSync('**/*.ts', { cwd: folder }).map(name => join(folder, name))).filter(name => !/\.test\.ts$|\/testing\//.test(name))

/** Every sentence that the sources of some folders say, tests left out; sorted, each once. */
export const sentencesIn = (folders: readonly string[]): string[] => {
  const sentences = sourcesIn(folders).flatMap(name => Array.from(readFileSync(name, 'utf8').matchAll(said), ([, literal]) => unquoted(literal ?? "''")))
  return [...new Set(sentences)].toSorted()
}

/** Lines that say something which is no literal in single quotes, so that no bundle has it. What hands a `sentence` on says nothing of its own. */
export const unfoundIn = (folders: readonly string[]): string[] =>
  sourcesIn(folders).flatMap(name => {
    const rest = readFileSync(name, 'utf8').replaceAll(said, '')
    return Array.from(rest.matchAll(/\b(?:l10n\.t|say)\((?!sentence\b).*/g), ([line]) => `${name}: ${line}`)
  })

export type Bundle = { readonly [sentence: string]: string }

/** `package.nls.json` for `en`, `package.nls.de.json` for `de`; likewise the bundle of the sources. */
export const manifestFile = (language?: string): string => `package.nls.${language === undefined ? '' : `${language}.`}json`
export const bundleFile = (language?: string): string => `l10n/bundle.l10n.${language === undefined ? '' : `${language}.`}json`

/** A translation for every one of `keys`: what is there is kept, what nobody says any more goes, and what is new is empty until somebody writes it. */
export const fitted = (bundle: Bundle, keys: readonly string[]): Bundle => Object.fromEntries(keys.map(key => [key, bundle[key] ?? '']))

/** `{0}`, `{1}` … of a sentence, sorted. */
export const placeholders = (sentence: string): string[] => (sentence.match(/\{\d+\}/g) ?? []).toSorted()
