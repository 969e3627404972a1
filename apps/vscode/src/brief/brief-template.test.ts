import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatNames, formats, inEnglish as say, loadBrief } from '@coldopen/client'
import { expect, test } from 'vitest'
import { problemsOf } from '../front-matter/problems.ts'
import { briefTemplate } from './brief-template.ts'

test('a new brief of every format can be drafted as it stands, and so can one with every line that waits', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'coldopen-template-'))
  try {
    for (const format of formatNames) {
      const { text } = briefTemplate(format, 'de', say)
      const file = join(dir, `${format}.md`)
      await writeFile(file, text)
      expect(problemsOf(text, say), text).toEqual([])
      const brief = await loadBrief(file)
      expect(brief).toMatchObject({ format, language: 'de', idea: 'A lighthouse keeper finds a door in the sea' })
      const waking = text.replace(/^# (\w+):.*$/gm, (_, name: string) => `${name}: ${name === 'hosts' ? '[Ada]' : 'plain'}`)
      expect(problemsOf(waking, say), waking).toEqual([])
    }
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('the idea is where the caret goes, and English needs no line', () => {
  const { text, idea } = briefTemplate('movie', 'en-GB', say)
  expect(text.slice(idea.start, idea.end)).toBe('A lighthouse keeper finds a door in the sea')
  expect(text).toContain(`segments: ${formats.movie.kind === 'segmented' ? formats.movie.total : ''}\n`)
  expect(text).not.toContain('language')
})
