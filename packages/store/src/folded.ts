/**
 * A text as it is searched: the same for small letters and capitals, and plain, since what stands for a sign in JSON could
 * be found as letters. No database keeps NUL or half a surrogate pair; signs that mean them stand in their place.
 */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase().toWellFormed().replaceAll('\0', '␀')
