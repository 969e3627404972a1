import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string): string => readFileSync(`${root}${name}`, 'utf8')

const item = z.object({ command: z.string().optional(), submenu: z.string().optional(), when: z.string().optional(), group: z.string().optional() })
const binding = z.object({ command: z.string(), key: z.string(), when: z.string().optional() })
const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string(), icon: z.string().optional(), enablement: z.string().optional() })),
    menus: z.record(z.string(), z.array(item)),
    submenus: z.array(z.object({ id: z.string() })),
    keybindings: z.array(binding),
    configuration: z.array(z.object({ properties: z.record(z.string(), z.object({ type: z.string(), enum: z.array(z.string()).optional(), scope: z.string() })) })),
    walkthroughs: z.array(z.object({ steps: z.array(z.object({ description: z.string(), media: z.object({ svg: z.string() }), completionEvents: z.array(z.string()).min(1) })) })),
    viewsContainers: z.object({ activitybar: z.array(z.object({ id: z.string() })) }),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
  }),
  capabilities: z.object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) }),
})
const manifestText = read('package.json')
const { contributes, capabilities } = manifestSchema.parse(JSON.parse(manifestText))
const english = z.record(z.string(), z.string()).parse(JSON.parse(read('package.nls.json')))

/** The sources without their tests, as one text. */
const code = globSync('src/**/*.ts', { cwd: root })
  .filter(name => !/\.test\.ts$|\/testing\/|\.fixture\.ts$/.test(name))
  .map(read)
  .join('\n')

const commands = contributes.commands.map(({ command }) => command)
const menus = Object.entries(contributes.menus).flatMap(([menu, items]) => items.map(each => ({ menu, ...each })))
const inMenus = menus.flatMap(({ command, ...rest }) => (command === undefined ? [] : [{ ...rest, command }]))
const hidden = contributes.menus['commandPalette']?.filter(({ when }) => when === 'false').map(({ command }) => command) ?? []
const settings: Readonly<Record<string, { readonly type: string; readonly enum?: readonly string[] | undefined; readonly scope: string }>> = Object.fromEntries(contributes.configuration.flatMap(({ properties }) => Object.entries(properties)))

/** What a text of the manifest is, once its key is looked up. */
const inWords = (text: string): string => text.replace(/^%(.+)%$/, (_, key: string) => english[key] ?? '')

describe('commands', () => {
  test('are in the manifest exactly as they are registered, each once, all under one name', () => {
    const registered = new Set(Array.from(code.matchAll(/^\s*(?:commands\.registerCommand|\w+)\('(coldopen\.\w+)'/gm), ([, name]) => name ?? ''))
    expect(commands.toSorted()).toEqual([...new Set(commands)].toSorted())
    expect([...registered].toSorted()).toEqual(commands.toSorted())
    for (const { category } of contributes.commands) expect(category).toBe('Coldopen')
  })

  test('that are shown in the palette have titles of their own', () => {
    const shown = contributes.commands.filter(({ command }) => !hidden.includes(command)).map(({ title }) => inWords(title))
    expect(shown.toSorted()).toEqual([...new Set(shown)].toSorted())
  })

  test('of menus, keys, walkthrough and welcomes exist, and those shown as an icon have one', () => {
    for (const { menu, command, when } of [...inMenus, ...contributes.keybindings.map(bound => ({ menu: 'key', ...bound }))]) {
      expect(commands, `${menu}: ${command}`).toContain(command)
      if (menu === 'key') expect(when, `${command} has a key that nothing guards`).toBeTruthy()
    }
    const asIcons = inMenus.filter(({ group }) => /^(?:inline|navigation)/.test(group ?? ''))
    for (const { command } of asIcons) expect(contributes.commands.find(each => each.command === command)?.icon, command).toBeTruthy()
    for (const { submenu } of menus) if (submenu !== undefined) expect(contributes.submenus.map(({ id }) => id)).toContain(submenu)
    const links = [...Object.values(english).join('\n').matchAll(/command:(coldopen\.\w+)/g), ...manifestText.matchAll(/onCommand:(coldopen\.\w+)/g)].map(([, name]) => name)
    expect(links).not.toEqual([])
    for (const link of links) expect(commands).toContain(link)
  })

  test('wait for a trusted workspace, but for those that only look, stop or forget something', () => {
    const harmless = ['setKey', 'setServerToken', 'showLog', 'refreshRuns', 'pickScript', 'reveal', 'openSource', 'openRun', 'showRedraft', 'stop', 'stopRun', 'pauseRun', 'stopRedraft', 'discardRedraft', 'deleteRun']
    const open = contributes.commands.filter(({ enablement }) => !/\bisWorkspaceTrusted\b/.test(enablement ?? '')).map(({ command }) => command.replace('coldopen.', ''))
    expect(open.toSorted()).toEqual(harmless.toSorted())
    const { enablement } = contributes.commands.find(({ command }) => command === 'coldopen.stop') ?? {}
    expect(enablement, 'nothing is to be stopped while nothing is drafted').toBe('coldopen.drafting')
  })

  test('that need a row of a view, or text of a script, are not offered without one', () => {
    const places = Object.groupBy(inMenus, ({ command }) => command)
    const ofRows = inMenus.filter(({ menu, when }) => menu === 'view/item/context' && /\bviewItem\b/.test(when ?? '')).map(({ command }) => command)
    for (const command of new Set(ofRows)) {
      const inPalette = places[command]?.find(({ menu }) => menu === 'commandPalette')
      // These ask for what they are to act on, and say so where there is none.
      if (command === 'coldopen.renameCharacter') expect(inPalette).toBe(undefined)
      else if (/moveSegment/.test(command)) expect(inPalette?.when).toBe('editorLangId == markdown')
      else expect(inPalette?.when, command).toBe('false')
    }
    for (const { command, menu } of inMenus) if (menu === 'coldopen.segment') expect(places[command]?.find(each => each.menu === 'commandPalette')?.when, command).toMatch(/\bcoldopen\.inScript\b/)
    for (const { menu, when, command } of inMenus) if (menu.startsWith('view/')) expect(when, `${menu}: ${command}`).toMatch(/\bview == coldopen\.\w+/)
  })

  test('have keys that take nothing away from the editor where they have nothing to do', () => {
    for (const { command, key, when = '' } of contributes.keybindings) {
      expect(when, command).toMatch(/\bcoldopen[.-]\w+/)
      expect(when, command).toMatch(/\beditorTextFocus\b|\blistFocus && !inputFocus\b/)
      // What Esc closes or leaves first: a list of suggestions, the search, a selection.
      if (key === 'escape') for (const first of ['suggestWidgetVisible', 'findWidgetVisible', 'editorHasSelection', 'editorHasMultipleSelections']) expect(when, command).toContain(`!${first}`)
    }
  })

  test('of rows fit what the rows say of themselves', () => {
    const patterns = inMenus.flatMap(({ command, when = '' }) => Array.from(when.matchAll(/viewItem =~ \/(.+?)\/(?= |$)/g), ([, pattern]) => ({ command, pattern: new RegExp(pattern ?? '') })))
    expect(patterns.length).toBeGreaterThan(10)
    const words = (...choices: readonly (readonly string[])[]): string[] => choices.reduce<string[]>((rows, choice) => rows.flatMap(row => choice.map(word => `${row} ${word}`.trim())), [''])
    const runs = words(['run'], ['pending', 'processing', 'paused', 'failed', 'cancelled', 'completed'], ['known', ''], ['here', ''])
    const parts = words(['part'], ['pending', 'requested', 'open', 'held', 'waiting', 'done', 'failed'], ['going', 'resting'], ['written', ''], ['here', ''])
    const rows = [...runs, ...parts, ...words(['segment'], ['done', 'missing', 'locked'], ['movable', ''])]
    for (const { command, pattern } of patterns) {
      const fitting = rows.filter(row => pattern.test(row))
      expect(fitting, `${command}: ${pattern}`).not.toEqual([])
      expect(fitting.length, `${command}: ${pattern}`).toBeLessThan(rows.length)
    }
  })
})

test('every context that a condition asks for is set by the extension, or by the editor', () => {
  const conditions = [...manifestText.matchAll(/"(?:when|enablement)": "([^"]*)"/g)].map(([, condition]) => condition ?? '')
  const asked = new Set(conditions.flatMap(condition => Array.from(condition.matchAll(/(?<![=~] )\bcoldopen\.\w+/g), ([name]) => name)))
  const ids = [...commands, ...Object.values(contributes.views).flatMap(views => views.map(({ id }) => id))]
  const set = new Set(Array.from(code.matchAll(/'setContext',\s*'([\w.]+)'/g), ([, name]) => name))
  for (const name of asked) if (!ids.includes(name)) expect([...set], name).toContain(name)
  for (const name of set) expect([...asked], `${name} is set, and nobody asks for it`).toContain(name)
})

test('what a writer reads in the manifest is a key, and every key is read', () => {
  const keys = new Set(Array.from(manifestText.matchAll(/"%([^%"]+)%"/g), ([, key]) => key ?? ''))
  expect([...keys].toSorted()).toEqual(Object.keys(english).toSorted())
  const bare = [...manifestText.matchAll(/"(?:title|description|markdownDescription|altText|contents|displayName|userDescription)": "([^"%][^"]*)"/g)].map(([, text]) => text)
  // Names are the same in every language; descriptions of fields are for language models.
  expect(bare.filter(text => text !== 'Coldopen' && !manifestText.split('\n').some(line => line.includes('"modelDescription"') && line.includes(text ?? '')))).toEqual([])
})

describe('settings', () => {
  test('are read somewhere, and none is read that is not there', () => {
    const asked = new Set(Array.from(code.matchAll(/(?:getConfiguration\('coldopen'[^)]*\)\s*\.(?:get|inspect)(?:<[^>]*>)?|\bsetting)\('([\w.]+)'/g), ([, name]) => `coldopen.${name}`))
    for (const name of Object.keys(settings)) expect([...asked]).toContain(name)
    for (const name of asked) expect(Object.keys(settings)).toContain(name)
  })

  test('that say where text or a key goes are of the machine, and nobody else’s in a workspace that is not trusted [S22]', () => {
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces
    for (const name of restrictedConfigurations) expect(Object.keys(settings)).toContain(name)
    // A free text could hold an address or a path; the name of a model goes nowhere but to the endpoint of the machine.
    for (const [name, { type, enum: values, scope }] of Object.entries(settings)) {
      const isFree = type !== 'boolean' && type !== 'number' && values === undefined
      if (isFree && name !== 'coldopen.model') expect(scope, name).toBe('machine')
      if (isFree || scope.startsWith('machine')) expect(restrictedConfigurations).toContain(name)
    }
    expect(['coldopen.endpoint', 'coldopen.server.url', 'coldopen.dataFolder'].filter(name => settings[name]?.scope === 'machine')).toHaveLength(3)
  })

  test('hold no secret: keys and tokens are in the secret storage alone', () => {
    expect(Object.keys(settings).filter(name => /key|token|secret|password/i.test(name))).toEqual([])
  })
})

describe('what a model or a file could smuggle something into [S11, S12, S13]', () => {
  test('is no page of its own: there are no webviews and no custom editors, in the manifest or in the code', () => {
    expect(code).not.toMatch(/createWebviewPanel|registerWebview|registerCustomEditor|createWebviewTextEditorInset/)
    expect(manifestText).not.toMatch(/"customEditors"|"type": ?"webview"|"notebooks"|"markdown\.(?:previewScripts|previewStyles|markdownItPlugins)"/)
  })

  test('is no Markdown that the editor trusts, by commands or by HTML', () => {
    expect(code).not.toMatch(/isTrusted\s*[:=][^=]|supportHtml\s*[:=]|new MarkdownString\([^)]*,/)
  })

  test('is no link in a notice: what is not ours goes through one place, which makes it none', () => {
    const shown = code.split('\n').filter(line => /\.show(?:Error|Warning|Information)Message\(/.test(line) && !line.includes('modal: true'))
    expect(shown.map(line => line.trim().replace(/^.*=> /, ''))).toEqual(['Information', 'Warning', 'Error'].map(kind => `window.show${kind}Message(withoutLinks(sentence), ...choices)`))
  })
})

test('every picture of the walkthrough is there, and takes its colours from the theme', () => {
  for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    const svg = read(media.svg)
    expect(svg).toMatch(/^<svg xmlns/)
    for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)) expect(colour).toMatch(/^(?:none|var\(--vscode-)/)
  }
})
