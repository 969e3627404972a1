import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleFile, fitted, languages, manifestFile, saying, sentencesIn, type Bundle } from './sentences.ts'

/**
 * Brings the languages up to what the extension says: the English bundle is made from the sources, and every other file gets an
 * empty text for what is new and loses what is said no more. Says what is still to be translated, and ends with 1 then.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string): Bundle => (existsSync(root + name) ? JSON.parse(readFileSync(root + name, 'utf8')) : {})
const write = (name: string, bundle: Bundle): void => writeFileSync(root + name, `${JSON.stringify(bundle, null, 2)}\n`)

mkdirSync(`${root}l10n`, { recursive: true })
const sentences = sentencesIn(saying(root))
const keys = Object.keys(read(manifestFile()))
write(bundleFile(), Object.fromEntries(sentences.map(sentence => [sentence, sentence])))
for (const language of languages) {
  const files = [
    { name: manifestFile(language), keys },
    { name: bundleFile(language), keys: sentences },
  ]
  for (const { name, keys: wanted } of files) {
    const bundle = fitted(read(name), wanted)
    write(name, bundle)
    for (const [key, text] of Object.entries(bundle)) {
      if (text !== '') continue
      process.stdout.write(`${name}: ${JSON.stringify(key)} is not translated.\n`)
      process.exitCode = 1
    }
  }
}
