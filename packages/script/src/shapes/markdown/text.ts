import { createPlainText } from './plain-text.ts'

/** Where a text stands in the Markdown around it. */
export type Layout = {
  /** The character before it: a newline when the text begins a line. */
  readonly after: '\n' | ' ' | '*' | '('
  /** What a newline inside the text becomes: a new paragraph where it is double, a hard break, or a character reference. */
  readonly breaks: 'paragraphs' | 'lines' | 'none'
  /** What each further line begins with. */
  readonly indent: '' | '> '
}

export const paragraphs: Layout = { after: '\n', breaks: 'paragraphs', indent: '' }
export const quote: Layout = { after: '\n', breaks: 'paragraphs', indent: '> ' }
export const lines: Layout = { after: '\n', breaks: 'lines', indent: '' }
export const emphasised: Layout = { after: '*', breaks: 'lines', indent: '' }
export const title: Layout = { after: ' ', breaks: 'none', indent: '' }
export const parenthesis: Layout = { after: '(', breaks: 'none', indent: '' }
export const cue: Layout = { after: '*', breaks: 'none', indent: '' }

/** Escapes one text that comes in pieces. What `write` and `end` give, joined, does not depend on where it was cut. */
export type MarkdownText = { write(piece: string): string; end(): string }

const marks = '\\`*_[]<&;~$|#+-=:.)/@>'
const tokens = /\s+|[\\`*_[\]<&;~$|#+\-=:.)/@>]|[^\s\\`*_[\]<&;~$|#+\-=:.)/@>]+/g
const blank = /^$|\s/
const reference = (character: string): string => `&#${character.codePointAt(0)};`

/** White space at the edge of a line is lost, and within emphasis ends it, unless it is written as a character reference. */
const guard = (space: string, layout: Layout, edges: { first: boolean; last: boolean }): string => {
  const lost = layout.after === '*' ? /^\s/ : /^[ \t\n\uFEFF]/
  const from = edges.first && lost.test(space) ? 1 : 0
  const to = edges.last && space.length > from && lost.test(space.slice(-1)) ? space.length - 1 : space.length
  const end = space.slice(to)
  return (from === 1 ? reference(space) : '') + space.slice(from, to) + (end === '' ? '' : reference(end))
}

/**
 * Text from a model becomes Markdown that reads as that text and as nothing else: no markup, link, image, HTML, list, heading,
 * table or code of its own. A character is escaped only where it would mean something, so that prose stays clean in the
 * source; a character that can only close a pair is escaped in place of the one that opened it, so that nothing waits for the
 * end of a sentence. White space and, where it matters, one character more are held until the next is known.
 */
export const createMarkdownText = (layout: Layout): MarkdownText => {
  const plain = createPlainText()
  let space = ''
  let held: { character: string; escapedBefore: RegExp } | undefined
  let begun = false
  let line: 'start' | 'number' | 'inside' = layout.after === '\n' ? 'start' : 'inside'
  let inReference = false
  let written: string = layout.after

  const put = (text: string): string => {
    written = (written + text).slice(-4)
    begun = true
    return text
  }

  /** Whether a character needs a backslash: yes, no, or by the character after it ('' at the end of the text). */
  const rule = (character: string): boolean | RegExp => {
    const before = written.slice(-1)
    const starts = line === 'start'
    switch (character) {
      case '\\':
      case '`':
      case '*':
        return true
      case '_':
        return /[\p{L}\p{N}]/u.test(before) ? /^$|[^\p{L}\p{N}]/u : true
      case '[':
        return before === '!' ? true : /[[^]/
      case ']':
        return /[([:]/
      case '<':
        return /[A-Za-z/!?]/
      case ';':
        return inReference
      case '~':
      case '$':
        return !/\s/.test(before)
      case '|':
      case '=':
      case '>':
        return starts
      case '#':
        return starts || (layout === title && /\s/.test(before)) ? /^$|[\s#]/ : false
      case '+':
        return starts ? blank : false
      case '-':
        return starts ? /^$|[\s\-|:]/ : false
      case ':':
        return starts ? /-/ : false
      case '.':
        return /(?:^|[^\p{L}\p{N}])www$/iu.test(written) ? true : line === 'number' ? blank : false
      case ')':
        return line === 'number' ? blank : false
      case '/':
        return before === ':'
      case '@':
        return /[\p{L}\p{N}_.+-]/u.test(before)
      default:
        return false
    }
  }

  const mark = (character: string, escaped: boolean): string => {
    line = 'inside'
    inReference = character === '&' || (character === '#' && inReference)
    return put(escaped ? `\\${character}` : character)
  }

  const settle = (next: string): string => {
    if (held === undefined) return ''
    const { character, escapedBefore } = held
    held = undefined
    return mark(character, escapedBefore.test(next))
  }

  const word = (text: string): string => {
    line = line !== 'inside' && /^\d+$/.test(text) ? 'number' : 'inside'
    inReference = inReference && /^[A-Za-z0-9]+$/.test(text)
    return put(text)
  }

  /** White space between two words: spaces stay, newlines become breaks. */
  const inner = (run: string): string => {
    const parts = run.split('\n')
    line = parts.at(-1) === '' ? 'start' : 'inside'
    let out = guard(parts[0] ?? '', layout, { first: false, last: true })
    for (let position = 1; position < parts.length; position++) {
      const last = position === parts.length - 1
      if (layout.breaks === 'paragraphs' && !last && parts[position] === '' && position === 1) {
        out += `\n${layout.indent.trimEnd()}\n${layout.indent}`
        position++
      } else {
        out += `\\\n${layout.indent}`
      }
      out += guard(parts[position] ?? '', layout, { first: true, last: position < parts.length - 1 })
    }
    return out
  }

  const settleSpace = (atEnd: boolean): string => {
    const run = space
    space = ''
    if (run === '') return ''
    inReference = false
    if (begun && !atEnd && layout.breaks !== 'none' && run.includes('\n')) return put(inner(run))
    line = 'inside'
    return put(guard(run, layout, { first: !begun, last: atEnd }).replaceAll('\n', reference))
  }

  const write = (text: string): string => {
    let out = ''
    for (const [token] of text.matchAll(tokens)) {
      out += settle(token.charAt(0))
      if (/^\s/.test(token)) {
        space += token
        continue
      }
      out += settleSpace(false)
      if (!marks.includes(token)) {
        out += word(token)
        continue
      }
      const escaped = rule(token)
      if (typeof escaped === 'boolean') out += mark(token, escaped)
      else held = { character: token, escapedBefore: escaped }
    }
    return out
  }

  return {
    write(piece) {
      return write(plain.write(piece))
    },
    end() {
      return write(plain.end()) + settle('') + settleSpace(true)
    },
  }
}

/** A whole text at once. */
export const markdownText = (text: string, layout: Layout): string => {
  const writer = createMarkdownText(layout)
  return writer.write(text) + writer.end()
}

/** A few words as they stand within a line of Markdown: a name, a cue. */
export const inlineMarkdown = (text: string): string => markdownText(text, cue)
