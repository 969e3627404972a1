import type { JsonPath } from '../events.ts'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/**
 * What a scan tells while the text is still arriving. A path is made once for a value, frozen, and the same array is given
 * to every call about that value.
 * - `open`: an object or an array has begun.
 * - `text`: the next piece of a string value, decoded. It never ends in half an escape or half a surrogate pair; the pieces
 *   of a string joined are its value, and an empty string has none.
 * - `value`: a value is finished, children before parents. What was given here stays true however the text goes on.
 */
export type ScanHandler = {
  readonly open?: (path: JsonPath, kind: 'object' | 'array') => void
  readonly text?: (path: JsonPath, text: string) => void
  readonly value?: (path: JsonPath, value: JsonValue) => void
}

export type ScanOptions = {
  /** Skip whatever stands before the first `{` or `[` and after the root's end: a BOM, prose, a Markdown fence. */
  readonly lenient?: boolean
  /** The kind of root that a lenient scan looks for; a bracket of the other kind before it is prose. Either by default. */
  readonly root?: 'object' | 'array'
  /** Objects and arrays inside each other, at most; 128 by default. A path is as long as its value is deep. */
  readonly maxDepth?: number
}

/**
 * `at` counts UTF-16 units: where the root ended if it is complete, else where the scan stopped, which is the malformed
 * place or the end of the text. `value` is there if and only if the root is complete, `problem` if it is not.
 */
export type ScanEnd = { readonly complete: boolean; readonly value?: JsonValue; readonly problem?: string; readonly at: number }

export type Scanner = {
  /** Takes the next piece of the text, cut anywhere. After a malformed place it takes no more. */
  readonly push: (text: string) => void
  /** Tells how the scan ended. A number at the root is finished by this. */
  readonly end: () => ScanEnd
}

type Frame = { readonly path: JsonPath } & (
  | { readonly kind: 'array'; readonly items: JsonValue[] }
  | { readonly kind: 'object'; readonly members: { [key: string]: JsonValue }; key: string }
)

/** Every state but the last two, said as what is missing there. */
const expected = {
  preamble: 'an object or an array',
  value: 'a value',
  'first-item': 'a value or the end of the array',
  'first-key': 'a key or the end of the object',
  key: 'a key',
  colon: 'a colon',
  comma: 'a comma or a closing bracket',
  string: 'the end of a string',
  scalar: 'the end of a number or a word',
  done: 'nothing more',
}
type State = keyof typeof expected | 'stopped'

const quote = 0x22
const backslash = 0x5c
const escapes = new Map([['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t']])
const words = new Map<string, JsonValue>([['true', true], ['false', false], ['null', null]])
const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const fourHexDigits = /^[0-9a-fA-F]{4}$/
const rootPath: JsonPath = Object.freeze([])

/**
 * Reads one JSON document from pieces cut anywhere, in time linear in the text however it is cut. A strict scan accepts the
 * texts that `JSON.parse` accepts, with equal values, and refuses the others; nesting beyond `maxDepth` is the one exception.
 */
export function createScanner(handler: ScanHandler, options: ScanOptions = {}): Scanner {
  const { lenient = false, root: rootKind, maxDepth = 128 } = options
  const wantsPaths = handler.open !== undefined || handler.text !== undefined || handler.value !== undefined
  const frames: Frame[] = []
  let frame: Frame | undefined // the innermost of the frames
  let state: State = lenient ? 'preamble' : 'value'
  let offset = 0 // of the text in hand, in the whole text
  let carry = '' // an escape whose end has not come
  let token = '' // the string, number or word being read, so far
  let tokenPath = rootPath
  let tokenIsKey = false
  let highSurrogate = '' // given as text only together with what follows it
  let root: JsonValue | undefined
  let problem = ''
  let stoppedAt = 0

  function stop(reason: string, at: number): void {
    state = 'stopped'
    problem = `${reason} at character ${at}`
    stoppedAt = at
  }

  function nextPath(): JsonPath {
    if (frame === undefined || !wantsPaths) return rootPath
    return Object.freeze(frame.path.concat(frame.kind === 'array' ? frame.items.length : frame.key))
  }

  function open(kind: 'object' | 'array', at: number): void {
    if (frames.length >= maxDepth) return stop(`nested deeper than ${maxDepth} levels`, at)
    const path = nextPath()
    frame = kind === 'array' ? { kind, path, items: [] } : { kind, path, members: {}, key: '' }
    frames.push(frame)
    state = kind === 'array' ? 'first-item' : 'first-key'
    handler.open?.(path, kind)
  }

  function close(finished: Frame, after: number): void {
    frames.pop()
    frame = frames[frames.length - 1]
    finish(finished.path, finished.kind === 'array' ? finished.items : finished.members, after)
  }

  function finish(path: JsonPath, value: JsonValue, after: number): void {
    if (frame === undefined) {
      root = value
      stoppedAt = after
      state = 'done'
    } else {
      if (frame.kind === 'array') frame.items.push(value)
      else setMember(frame.members, frame.key, value)
      state = 'comma'
    }
    handler.value?.(path, value)
  }

  function beginToken(next: 'string' | 'scalar', isKey: boolean): void {
    state = next
    token = ''
    tokenIsKey = isKey
    if (!isKey) tokenPath = nextPath()
  }

  /** Reads string content from `from`, and answers the position after what it took. */
  function readString(input: string, from: number): number {
    let piece = ''
    let runStart = from
    let at = from
    while (at < input.length && state === 'string') {
      const code = input.charCodeAt(at)
      if (code !== quote && code !== backslash && code >= 0x20) {
        at++
        continue
      }
      piece += input.slice(runStart, at)
      const length = code !== backslash ? 1 : input[at + 1] === 'u' ? 6 : 2
      if (at + length > input.length) {
        carry = input.slice(at)
        runStart = at = input.length
        break
      }
      if (code === quote) {
        giveText(piece)
        endString(offset + at + 1)
        return at + 1
      }
      const decoded = code === backslash ? decodeEscape(input.slice(at + 1, at + length)) : undefined
      if (decoded === undefined) stop(code === backslash ? 'an escape that JSON does not have' : 'a control character inside a string', offset + at)
      else piece += decoded
      runStart = at += length
    }
    giveText(piece + input.slice(runStart, at))
    return at
  }

  function giveText(piece: string): void {
    token += piece
    if (tokenIsKey || piece === '') return
    const last = piece.charCodeAt(piece.length - 1)
    const isHalf = last >= 0xd800 && last <= 0xdbff
    const ready = highSurrogate + (isHalf ? piece.slice(0, -1) : piece)
    highSurrogate = isHalf ? piece.slice(-1) : ''
    if (ready !== '') handler.text?.(tokenPath, ready)
  }

  function endString(after: number): void {
    if (tokenIsKey && frame?.kind === 'object') {
      frame.key = token
      state = 'colon'
      return
    }
    const alone = highSurrogate
    highSurrogate = ''
    if (alone !== '') handler.text?.(tokenPath, alone)
    finish(tokenPath, token, after)
  }

  function readScalar(input: string, from: number): number {
    let at = from
    while (at < input.length && isScalarCode(input.charCodeAt(at))) at++
    token += input.slice(from, at)
    if (at < input.length) endScalar(offset + at)
    return at
  }

  function endScalar(after: number): void {
    const word = words.get(token)
    if (word !== undefined) finish(tokenPath, word, after)
    else if (numberForm.test(token)) finish(tokenPath, Number(token), after)
    else stop('neither a number nor true, false or null', after - token.length)
  }

  /** Takes one character that is neither space nor part of a string, a number or a word. */
  function readMark(character: string, at: number): void {
    const takesValue = state === 'value' || state === 'first-item'
    const kind = character === '{' ? 'object' : 'array'
    switch (character) {
      case '{':
      case '[':
        if (takesValue || (state === 'preamble' && (rootKind ?? kind) === kind)) return open(kind, at)
        break
      case '"':
        if (takesValue) return beginToken('string', false)
        if (state === 'key' || state === 'first-key') return beginToken('string', true)
        break
      case ':':
        if (state === 'colon') return void (state = 'value')
        break
      case ',':
        if (state === 'comma') return void (state = frame?.kind === 'array' ? 'value' : 'key')
        break
      case ']':
        if ((state === 'comma' || state === 'first-item') && frame?.kind === 'array') return close(frame, at + 1)
        break
      case '}':
        if ((state === 'comma' || state === 'first-key') && frame?.kind === 'object') return close(frame, at + 1)
        break
    }
    if (state !== 'preamble' && state !== 'stopped') stop(`${expected[state]} was expected`, at)
  }

  function isOver(): boolean {
    return state === 'stopped' || (state === 'done' && lenient)
  }

  function push(text: string): void {
    const input = carry + text
    carry = ''
    let at = 0
    while (at < input.length && !isOver()) {
      if (state === 'string') {
        at = readString(input, at)
      } else if (state === 'scalar') {
        at = readScalar(input, at)
      } else {
        const code = input.charCodeAt(at)
        if (isScalarCode(code) && (state === 'value' || state === 'first-item')) {
          beginToken('scalar', false)
        } else {
          if (!isSpace(code)) readMark(input.charAt(at), offset + at)
          at++
        }
      }
    }
    offset += input.length - carry.length
  }

  function end(): ScanEnd {
    if (state === 'scalar' && frame === undefined) endScalar(offset)
    if (state === 'done' && root !== undefined) return { complete: true, value: root, at: stoppedAt }
    if (state !== 'stopped') stop(`the text ends where ${expected[state]} was expected,`, offset + carry.length)
    return { complete: false, problem, at: stoppedAt }
  }

  return { push, end }
}

function setMember(members: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key !== '__proto__') members[key] = value
  else Object.defineProperty(members, key, { value, writable: true, enumerable: true, configurable: true })
}

/** `escape` is what follows the backslash. */
function decodeEscape(escape: string): string | undefined {
  if (escape.length === 1) return escapes.get(escape)
  const digits = escape.slice(1)
  return fourHexDigits.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : undefined
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** Letters, digits, `+`, `-` and `.`: what numbers and words are made of, right or wrong. */
function isScalarCode(code: number): boolean {
  const letter = code | 0x20
  return (code >= 0x30 && code <= 0x39) || (letter >= 0x61 && letter <= 0x7a) || code === 0x2d || code === 0x2b || code === 0x2e
}
