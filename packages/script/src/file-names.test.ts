import fc from 'fast-check'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix, win32 } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../test/hostile-text.ts'
import { metadataFileName, scriptFileName, setFileName, sidecarFileName, slugOf, slugsOf, unusedName } from './file-names.ts'

const nasty = [
  '..', '.', '../../etc/passwd', '..\\..\\x', '/', '\\', 'C:\\x', '//server/share', '~', '~root', '-rf', '--', 'CON', 'con.txt', 'Nul', 'aux', 'COM1', 'COM¹', 'lpt9.md',
  'CONIN$', 'clock$', 'a\0b', '\u202Egnp.exe', '\u2066x', '\u200B', '\uFEFF', 'x.', 'x ', ' x', 'x:y', 'x*?"<>|', 'x\ny', 'é', 'e\u0301', 'が', 'か\u3099', '각', '\u1100\u1161\u11A8',
  '😀', '👩‍👩‍👧', '🇩🇪', '灯台の光', '灯'.repeat(300), 'x'.repeat(300), 'é'.repeat(300), '\u0301'.repeat(300), 'a\u0301'.repeat(300), '𝒜', '𠮷', 'ﬁ', 'ß', 'İ', 'ς', '\uD83D', '', '%2e%2e%2f', '$HOME', '`x`', 'desktop.ini', '.git', 'म\u0903', 'ن\u064E',
]
const anyName = fc.oneof(hostileText, fc.array(fc.constantFrom(...nasty), { maxLength: 5 }).map((parts) => parts.join('')), fc.string({ unit: 'grapheme', maxLength: 300 }))

const device = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i

/** What makes a slug, or a file named by it, unsafe on one of the three systems. */
const faultsOf = (slug: string): string[] => {
  const files = [slug, scriptFileName(slug), metadataFileName(slug), setFileName(slug, 1, 9), sidecarFileName(slug)]
  return [
    /^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*$/u.test(slug) ? '' : 'a character that does not belong in a name',
    slug.length <= 60 && Buffer.byteLength(slug) <= 180 ? '' : 'too long',
    slug === slug.normalize('NFC') && slug.isWellFormed() ? '' : 'not in one spelling',
    files.some((name) => device.test(name)) ? 'a device of Windows' : '',
    files.every((name) => posix.resolve('/drafts', name) === `/drafts/${name}`) ? '' : 'leaves the folder',
    files.every((name) => win32.resolve('C:\\drafts', name) === `C:\\drafts\\${name}`) ? '' : 'leaves the folder on Windows',
  ].filter((fault) => fault !== '')
}

describe('a slug', () => {
  test('is a safe file name on Linux, macOS and Windows, whatever the title', () => {
    const titles = [...nasty, ...fc.sample(anyName, 10_000)]
    expect(titles.map((title) => ({ title, faults: faultsOf(slugOf(title)) })).filter(({ faults }) => faults.length > 0)).toEqual([])
  })

  test('names a real file, which then is where it should be', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slug-'))
    try {
      const slugs = new Set(nasty.map(slugOf))
      for (const slug of slugs) writeFileSync(join(folder, sidecarFileName(slug)), '')
      expect(new Set(readdirSync(folder))).toEqual(new Set(Array.from(slugs, sidecarFileName)))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each([
    ["The Keeper's Last Light", 'the-keepers-last-light'],
    ['Café Müller: Act II', 'cafe-muller-act-ii'],
    ['灯台の光', '灯台の光'],
    ['Ночь на маяке', 'ночь-на-маяке'],
    ['ليلة في المنارة', 'ليلة-في-المنارة'],
    ['CON', 'con-script'],
    ['../../etc/passwd', 'etc-passwd'],
    ['😀😀', 'untitled'],
    ['', 'untitled'],
    ['2001: A Space Odyssey', '2001-a-space-odyssey'],
    [`The ${'very '.repeat(20)}long title`, `the-${'very-'.repeat(11)}`.slice(0, 58)],
    ['灯'.repeat(300), '灯'.repeat(60)],
  ])('of %j is %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug)
  })

  test('is one and the same however the title was composed', () => {
    for (const name of ['Café', 'が灯', '각성', 'Ночь й', 'İstanbul', 'ﬁre']) {
      expect(new Set([name, name.normalize('NFD'), name.normalize('NFKC'), slugOf(name)].map(slugOf)).size).toBe(1)
    }
  })
})

describe('a name that is not taken', () => {
  test('is the slug, or the slug with the next number', () => {
    expect(unusedName('night', [])).toBe('night')
    expect(unusedName('night', ['NIGHT'])).toBe('night-2')
    expect(unusedName('night', ['night', 'Night-2', 'night-4', 'other'])).toBe('night-3')
    expect(unusedName('straße', ['STRASSE'])).toBe('straße-2')
  })

  test('is never taken, and found in time that grows with the names', () => {
    const taken: string[] = []
    for (let copy = 0; copy < 50; copy++) taken.push(unusedName('night', taken))
    expect(new Set(taken).size).toBe(50)
  })
})

describe('the files of a script', () => {
  test('have their names from the slug, and set files sort in their order', () => {
    expect([metadataFileName('x'), scriptFileName('x'), sidecarFileName('x'), setFileName('x', 1, 9)]).toEqual([
      'x_metadata.json', 'x.md', 'x.coldopen.json', 'x_set_01.json',
    ])
    for (const sets of [5, 60, 120, 10_000]) {
      const names = Array.from({ length: sets }, (_, position) => setFileName('x', position + 1, sets))
      expect(names.toSorted()).toEqual(names)
    }
  })

  test('tell which slugs a folder uses already', () => {
    expect(slugsOf(['a_metadata.json', 'B.md', 'c_set_012.json', 'd.coldopen.json', 'folder', 'notes.txt'])).toEqual(
      new Set(['a', 'B', 'c', 'd', 'folder', 'notes.txt']),
    )
  })
})
