const maxUnits = 60
const maxBytes = 180
/** Names that Windows keeps for devices, whatever follows a full stop. */
const device = /^(?:con|prn|aux|nul|clock|conin|conout|com\d|lpt\d)$/

const utf8 = new TextEncoder()
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cuts between two signs, and between two words when that costs less than half of the name. */
const shorten = (name: string): string => {
  let kept = ''
  for (const { segment } of graphemes.segment(name)) {
    if (kept.length + segment.length > maxUnits || utf8.encode(kept + segment).length > maxBytes) {
      const word = name.charAt(kept.length) === '-' ? kept.length : kept.lastIndexOf('-')
      return word > kept.length / 2 ? kept.slice(0, word) : kept
    }
    kept += segment
  }
  return kept
}

/**
 * A file name from a title: letters and digits of any script, the rest hyphens, at most 60 UTF-16 code units and 180 bytes of
 * UTF-8. It holds no separator, full stop, underscore, control or direction character, is no device name of Windows, does not
 * begin with a hyphen, and is never empty (`untitled`). Accents of Latin letters are dropped, so that one title has one slug
 * however it was composed.
 */
export const slugOf = (title: string): string => {
  const plain = title
    .slice(0, 2000)
    .toWellFormed()
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\p{Cf}'’`]/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/(^|-)\p{M}+/gu, '$1')
    .replace(/-{2,}/g, '-')
    .replace(/^-/, '')
  const slug = shorten(plain).replace(/-$/, '')
  if (slug === '') return 'untitled'
  return device.test(slug) ? `${slug}-script` : slug
}

/** Names that a file system without case takes for the same have the same key. */
const key = (name: string): string => name.normalize('NFKC').toUpperCase().normalize('NFC')

/** The slug itself, or with the first of `-2`, `-3` … that is not taken. Case makes no difference. */
export const unusedName = (slug: string, taken: Iterable<string>): string => {
  const keys = new Set(Array.from(taken, key))
  let name = slug
  for (let copy = 2; keys.has(key(name)); copy++) name = `${slug}-${copy}`
  return name
}

/** The files of one script, by its slug. */
export const metadataFileName = (slug: string): string => `${slug}_metadata.json`
export const scriptFileName = (slug: string): string => `${slug}.md`
export const sidecarFileName = (slug: string): string => `${slug}.coldopen.json`

export const packFileName = (slug: string): string => `${slug}_pack.json`

/** Two digits, or as many as the largest number needs, so that names sort. */
const inOrder = (number: number, largest: number): string => String(number).padStart(Math.max(2, String(largest).length), '0')

/** `<slug>_set_01.json` */
export const setFileName = (slug: string, set: number, sets: number): string => `${slug}_set_${inOrder(set, sets)}.json`

/** The files of a script that is made of chunks: each chunk, the chunks up to each, and all of them. */
export const chunkFileName = (chunk: number, chunks: number): string => `L1_chunk_${inOrder(chunk, chunks)}.md`
export const checkpointFileName = (chunk: number, chunks: number): string => `L1_checkpoint_${inOrder(chunk, chunks)}.md`
export const completeFileName = 'L1_complete.md'

/** Whether a name is one of those, which do not tell one script from another. */
export const isChunkFileName = (name: string): boolean => /^L1_(?:chunk_\d+|checkpoint_\d+|complete)\.md$/i.test(name)

/** The slugs that the files of a folder already use, and the folders themselves. */
export const slugsOf = (names: Iterable<string>): Set<string> =>
  new Set(Array.from(names, (name) => name.replace(/(?:_metadata\.json|_pack\.json|_set_\d+\.json|\.coldopen\.json|\.md)$/i, '')))
