import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bundleFile, fitted, languages, manifestFile, placeholders, saying, sentencesIn, unfoundIn } from '../scripts/sentences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string): Record<string, string> => z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(root + name, 'utf8')))

const sentences = sentencesIn(saying(root))
const english = read(manifestFile())

/** What leads somewhere, and has to in every language: commands, and settings and keys in code. */
const links = (text: string): string[] => (text.match(/\(command:[\w.]+\)|`coldopen\.[\w.]+`|https?:\/\/[\w:/]*(?:\.\w[\w:/]*)*|\*\.md/g) ?? []).toSorted()

test('everything that is said is a sentence in single quotes, which the bundles find', () => {
  expect(unfoundIn(saying(root))).toEqual([])
})

test('the English bundle is what the sources say: `node scripts/l10n.ts` makes it', () => {
  expect(read(bundleFile())).toEqual(Object.fromEntries(sentences.map(sentence => [sentence, sentence])))
})

describe.each(languages)('in %s', language => {
  const bundle = read(bundleFile(language))
  const manifest = read(manifestFile(language))

  test('every sentence of the sources is there, none is left over, and each has the same places for what is filled in', () => {
    expect(Object.keys(bundle).toSorted()).toEqual(sentences)
    for (const [sentence, text] of Object.entries(bundle)) {
      expect(text, sentence).not.toBe('')
      expect([...new Set(placeholders(text))], sentence).toEqual([...new Set(placeholders(sentence))])
      expect(links(text), sentence).toEqual(links(sentence))
    }
  })

  test('every text of the manifest is there, none is left over, and each leads where the English one does', () => {
    expect(Object.keys(manifest).toSorted()).toEqual(Object.keys(english).toSorted())
    for (const [key, text] of Object.entries(manifest)) {
      expect(text, key).not.toBe('')
      expect(links(text), key).toEqual(links(english[key] ?? ''))
    }
  })

  test('commands are called in sentences what the palette calls them', () => {
    const titles = Object.entries(manifest).filter(([key]) => key.startsWith('command.')).map(([, text]) => text)
    for (const text of [...Object.values(bundle), ...Object.values(manifest)]) {
      for (const [, named] of text.matchAll(/[`„“]Coldopen: ([^`“”]+)[`“”]/g)) expect(titles, text).toContain(named)
    }
  })
})

test('the package takes every language with it', () => {
  const { files, l10n } = z.object({ files: z.array(z.string()), l10n: z.string() }).parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')))
  expect(l10n).toBe('./l10n')
  expect(files).toEqual(expect.arrayContaining(['l10n/*.json', 'package.nls.json', 'package.nls.*.json']))
  expect(readdirSync(`${root}l10n`).toSorted()).toEqual(['bundle.l10n.de.json', 'bundle.l10n.json', 'bundle.l10n.zh-cn.json'])
})

test('what is new is left empty to be seen, and what nobody says goes', () => {
  expect(fitted({ old: 'alt', kept: 'da' }, ['kept', 'new'])).toEqual({ kept: 'da', new: '' })
})
