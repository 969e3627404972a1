import { readFileSync } from 'node:fs'
import { schemaOf, toolDescriptions, toolNames } from '@coldopen/client/tools'
import { expect, test } from 'vitest'

const json = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))

test('the manifest has the tools as they are checked and described in the code, with their titles', () => {
  const { contributes } = json('package.json')
  const words = json('package.nls.json')
  expect(contributes.languageModelTools.map((tool: { name: string }) => tool.name)).toEqual(toolNames)
  for (const tool of contributes.languageModelTools) {
    expect(tool.inputSchema).toEqual(schemaOf(tool.name))
    expect(tool.modelDescription).toBe(toolDescriptions[tool.name as (typeof toolNames)[number]])
    expect(words).toHaveProperty([tool.displayName.slice(1, -1)])
    expect(words).toHaveProperty([tool.userDescription.slice(1, -1)])
  }
})
