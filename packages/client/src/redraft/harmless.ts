const plain = (text: string): string => text.replaceAll('\r\n', '\n')

/**
 * A model's text as it may stand in the place of a passage: it keeps marks such as asterisks and quotes, since the passage may
 * have them, and becomes neither a link, an image, HTML, code nor an anchor; nor a heading where the passage had none.
 */
export const harmless = (text: string, old: string): string => {
  const marked = plain(text).trim().replace(/\\[!-/:-@[-`{-~]|[<[\]`]/g, sign => (sign.length > 1 ? sign : `\\${sign}`))
  return /^ {0,3}#{1,6}\s/m.test(old) ? marked : marked.replace(/^( {0,3})(#{1,6}\s)/gm, '$1\\$2').replace(/^( {0,3})(=+|-{2,})[ \t]*$/gm, '$1\\$2')
}
