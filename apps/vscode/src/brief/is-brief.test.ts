import { expect, test } from 'vitest'
import { isBrief } from './is-brief.ts'

test('a brief is known by its front matter, whether it is finished or not', () => {
  for (const text of ['---\ncoldopen: movie\n---\nIdea.\n', '\uFEFF---\r\ntone: dry\r\ncoldopen: moive\r\n---\r\n', '---\ncoldopen: \n', '---\ncoldopen: [\n...\n']) expect(isBrief(text), text).toBe(true)
  for (const text of ['', '# coldopen: movie\n', '---\ntitle: Notes\n---\ncoldopen: movie\n', '\n---\ncoldopen: movie\n---\n', '---\n  coldopen: movie\n---\n']) expect(isBrief(text), text).toBe(false)
})
