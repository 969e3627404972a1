import { describe, expect, test } from 'vitest'
import { weighExtension } from '../scripts/bundles.ts'

/** Bytes that the editor reads to activate the extension. */
const budget = 60_000

const { outputs } = await weighExtension()
const main = 'dist/extension.cjs'

/** The files that are read as soon as the first one is, and no `import()` has been met. */
const read = (name: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(name)) return found
  found.add(name)
  for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement' && path in outputs) read(path, found)
  return found
}

const files = [...read(main)]
const modules = files.flatMap(name => Object.entries(outputs[name]?.inputs ?? {}).flatMap(([module, { bytesInOutput }]) => (bytesInOutput > 0 ? [module] : [])))

describe('activation', () => {
  test('loads what registers things, and nothing of what stands behind them', () => {
    expect(modules.toSorted()).toMatchInlineSnapshot(`
      [
        "../../packages/client/src/tools/tool-names.ts",
        "src/agents/mcp-provider.ts",
        "src/agents/register-agents.ts",
        "src/brief/brief-lenses.ts",
        "src/brief/is-brief.ts",
        "src/drafts/begun.ts",
        "src/drafts/draft-commands.ts",
        "src/drafts/draft.ts",
        "src/drafts/drafts.ts",
        "src/extension.ts",
        "src/front-matter/language.ts",
        "src/in-front.ts",
        "src/lens-event.ts",
        "src/models/model-commands.ts",
        "src/models/model-keys.ts",
        "src/notices.ts",
        "src/redrafts/redraft-pages.ts",
        "src/redrafts/redrafts.ts",
        "src/redrafts/register-redrafts.ts",
        "src/redrafts/remembered.ts",
        "src/say.ts",
        "src/secrets.ts",
        "src/shell.ts",
        "src/status-word.ts",
        "src/status.ts",
        "src/tasks/register-tasks.ts",
        "src/tasks/task-definition.ts",
        "src/telling.ts",
        "src/views/lazy-tree.ts",
        "src/views/outline-drag.ts",
        "src/views/register-views.ts",
        "src/views/run-commands.ts",
        "src/views/segment-commands.ts",
        "src/without-links.ts",
      ]
    `)
  })

  test('reads a small part of the extension', () => {
    const weight = (names: readonly string[]): number => names.reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0)
    expect(weight(files)).toBeLessThan(budget)
    expect(weight(Object.keys(outputs))).toBeGreaterThan(10 * weight(files))
  })
})
