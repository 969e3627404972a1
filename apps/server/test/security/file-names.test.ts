import { posix, win32 } from 'node:path'
import { reportFault } from '@coldopen/core/testing'
import { metadataFileName, scriptFileName, setFileName, sidecarFileName, slugOf } from '@coldopen/script'
import fc from 'fast-check'
import { expect, test } from 'vitest'

/** What leads out of a folder, hides in a name, or is none on some system. */
const nasty = ['..', '../', '..\\', '/', '\\', 'C:', '//server/', '\0', 'CON', 'nul', 'com1', '\u202E', '\u2066', '\u200B', 'é', 'e\u0301', 'が', 'か\u3099', '灯'.repeat(300), 'x'.repeat(300), '.', ' ', ':', '%2e%2e%2f', '~', '-', '\uD83D', '👩‍👩‍👧', 'İ', '\n']

const titles = fc.array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'grapheme', maxLength: 20 })), { minLength: 1, maxLength: 8 }).map(parts => parts.join(''))

test('no title of a model names a file outside its folder, on any system (S6)', () => {
  const names = [...nasty, ...fc.sample(titles, 10_000 - nasty.length)]
  const outside = names.filter(title => {
    const slug = slugOf(title)
    const files = [slug, scriptFileName(slug), metadataFileName(slug), setFileName(slug, 1, 9), sidecarFileName(slug)]
    return files.some(file => posix.dirname(posix.resolve('/drafts', file)) !== '/drafts' || win32.dirname(win32.resolve('C:\\drafts', file)) !== 'C:\\drafts' || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(file) || Buffer.byteLength(file) > 255)
  })
  expect(outside).toEqual([])
  reportFault({ row: 'S6', did: 'titles with paths, devices, directions, two spellings and 300 signs', times: names.length, figure: `${outside.length} outside the folder`, target: '0 outside the folder' })
})
