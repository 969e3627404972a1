import { expect, test } from 'vitest'
import { readDefinition } from './task-definition.ts'

test('a task names what is to be done, and one pattern, several, or none for all briefs', () => {
  expect(readDefinition({ type: 'coldopen', do: 'draft' })).toEqual({ work: 'draft', briefs: ['**/*.md'] })
  expect(readDefinition({ type: 'coldopen', do: 'check', briefs: './season 1/*.md' })).toEqual({ work: 'check', briefs: ['season 1/*.md'] })
  expect(readDefinition({ type: 'coldopen', do: 'plan', briefs: ['a.md', '', 'b.md', 3] })).toEqual({ work: 'plan', briefs: ['a.md', 'b.md'] })
  expect(readDefinition({ type: 'coldopen', do: 'burn' })).toBeUndefined()
})
