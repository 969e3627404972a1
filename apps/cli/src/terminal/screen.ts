import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import { createProgress, type RunEvent } from '@coldopen/client'
import type { Host } from '../program.ts'
import { createScriptText } from './script-text.ts'
import { wrap } from './wrap.ts'

/** How often the line at the bottom is drawn anew, and how often a log that is no terminal gets one. Milliseconds. */
const redrawMs = 80
const logMs = 1000
/** Characters after which a log gets a line in any case. */
const logCharacters = 10_000

/** Columns beyond which lines are hard to read. */
const mostColumns = 96

/** Shows a run: the script on stdout as it is written; progress on stderr, and on a terminal below the script. */
export type Screen = {
  /** Of what is `known`, since the files have it, the text is not shown again. */
  readonly show: (event: RunEvent, known: boolean) => void
  /** Says a sentence without disturbing the rest. */
  readonly say: (sentence: string) => void
  readonly close: () => void
}

/** On a terminal the paragraph being written and the line of progress stay at the bottom, and finished text scrolls up. */
const liveScreen = (host: Host): Screen => {
  const progress = createProgress()
  const script = createScriptText()
  const bottom = createLogUpdate(host.stdout)
  let paragraph = ''
  let isNew = false

  const fit = (line: string): string => wrap(line, Math.min(host.stdout.columns, mostColumns))
  const draw = (): void => {
    isNew = false
    bottom(`${fit(paragraph)}${paragraph && '\n'}${pc.dim(fit(progress.line()))}`)
  }
  /** Finished text and what stays below it reach the terminal as one write: at no moment is the line of progress missing. */
  const scroll = (text: string): void => {
    host.stdout.cork()
    bottom.persist(text)
    draw()
    host.stdout.uncork()
  }
  const print = (text: string): void => {
    const lines = (paragraph + text).split('\n')
    paragraph = lines.pop() ?? ''
    if (lines.length > 0) scroll(lines.map(fit).join('\n'))
  }
  const drawing = setInterval(() => isNew && draw(), redrawMs)
  return {
    show(event, known) {
      progress.take(event)
      isNew = true
      const text = script(event)
      print(known ? '' : text)
    },
    say: sentence => scroll(fit(sentence)),
    close() {
      clearInterval(drawing)
      print(paragraph === '' ? '' : '\n')
      draw()
      bottom.done()
    },
  }
}

/** Into a file or a pipe the text goes as it comes, and stderr gets a line of progress every second in which something came. */
const plainScreen = (host: Host): Screen => {
  const progress = createProgress()
  const script = createScriptText()
  let isNew = false
  let characters = 0
  const tell = (): void => {
    isNew = false
    characters = 0
    host.stderr.write(`${progress.line()}\n`)
  }
  const telling = setInterval(() => isNew && tell(), logMs)
  return {
    show(event, known) {
      progress.take(event)
      isNew = true
      const said = script(event)
      const text = known ? '' : said
      characters += text.length
      if (text !== '') host.stdout.write(text)
      const milestone = event.type.endsWith('-start') && event.type !== 'segment-start'
      if (!known && (milestone || characters >= logCharacters)) tell()
    },
    say: sentence => void host.stderr.write(`${sentence}\n`),
    close() {
      clearInterval(telling)
      tell()
    },
  }
}

export const createScreen = (host: Host): Screen => (host.stdout.isTTY && host.stderr.isTTY ? liveScreen(host) : plainScreen(host))
