import fc from 'fast-check'

/** Pieces of text that mean something to Markdown, HTML, YAML, a terminal or a file system. */
const pieces = [
  '![x](http://example.org/x.png)', '[x](http://example.org)', '[x][y]', '[x]: http://example.org', '[laughs]', '[^1]', '[^1]: note', '[[wiki]]',
  '<script>alert(1)</script>', '<b>', '</b>', '<!-- seg_0001 -->', '<!--', '-->', '<?php', '<http://example.org>', '<x@example.org>', 'a < b', '<3',
  '# ', '## x', '#', '#tag', ' #', '######', '- ', '-', '--', '---', '- - -', '-5', '+ ', '+1', '* ', '*', '**', '***', '*x*', '_', '__', '_x_', 'snake_case', '___',
  '1. ', '1.', '2) ', '1984. ', '3.5', '> ', '>', '```', '~~~', '~', '~~x~~', '`x`', '``', '=', '===', '\n===', '\n---', '|', '| a | b |', '|-|-|', '--- | ---', ':-', ':-:',
  '&amp;', '&', '&#', '&#32;', '&lt', ';', 'R&D;', 'AT&T', '\\', '\\\\', '\\*', '\\\n', '!', '!\\[', ']', '(', ')', ']:', '](', '[',
  'http://example.org', 'https://', 'www.example.org', 'www.', 'x@example.org', 'mailto:x@example.org', '@mara', 'ftp://x', '://',
  '$', '$x$', '$$', '{{x}}', '${x}', ':smile:', '\t', ' ', '  ', '    ', '\n', '\n\n', '\n\n\n', '\r\n', '\r', ' \n', '  \n', '\n ', '\n    x', '\v', '\f',
  '\0', '\u001B[31m', '\u0007', '\u0085', '\u2028', '\u00A0', '\u3000', '\uFEFF', '\u200B', '\u202E', '\u2066', '\uD83D', '\uDE00', '😀', '👩‍👩‍👧', 'é', 'e\u0301', '灯台', 'م',
  '"', "'", '—', '…', 'a', 'word', 'Two words.', '0', '12', '---\n', '%YAML', ': ', 'key: value',
]

const marks = Array.from(' \n\t#*_-+=~`>|&;<[]()!1.:/@\\aA$')

/** Texts a model could send: hostile pieces in any order, and anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...marks), { maxLength: 25 }).map((parts) => parts.join('')),
)

/** The same text cut into pieces at the given places, whatever stands there. */
export const cutAt = (text: string, places: readonly number[]): string[] => {
  const cuts = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])].toSorted((a, b) => a - b)
  return cuts.slice(1).map((cut, position) => text.slice(cuts[position], cut))
}
