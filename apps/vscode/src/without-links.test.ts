import { expect, test } from 'vitest'
import { withoutLinks } from './without-links.ts'

/** What VS Code takes for a link in a notice. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi

test('nothing of a sentence is a link for the editor [S11]', () => {
  for (const target of ['command:workbench.action.reloadWindow', 'https://evil.example/x', 'file:///etc/passwd', 'command:a "title"']) {
    for (const sentence of [`The provider says: “[Resume](${target})”`, `[[x](${target})](${target})`, `](${target}) [x](${target})`]) {
      expect(sentence).toMatch(link)
      expect(withoutLinks(sentence)).not.toMatch(link)
    }
  }
})

test('a sentence without links is as it was', () => {
  expect(withoutLinks('set [3] (of 8): “a (b) [c]”')).toBe('set [3] (of 8): “a (b) [c]”')
})
