import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBible, readSet, scriptMarkdown, type Script } from '@coldopen/script'
import { patience, type EditorWindow } from '../../src/ui/editor-window.ts'

export const idea = 'A lighthouse keeper finds a door in the sea'

/** Settings of a workspace in which the sample writer writes this many tokens a second. */
export const atSpeed = (tokens: number): Record<string, string> => ({
  '.vscode/settings.json': JSON.stringify({ 'coldopen.sampleSpeed': tokens, 'coldopen.provider': 'sample' }),
})

/** The one status item. */
export const status = (window: EditorWindow, text: string | RegExp) => window.page.locator('#coldopen\\.coldopen\\.status, [id$="coldopen.status"]').filter({ hasText: text })

/** Asks for a movie as a writer does, and resolves when its script stands in an editor and text has arrived. */
export const draftMovie = async (window: EditorWindow): Promise<void> => {
  await window.runCommand('Coldopen: Draft Movie Script')
  const input = window.page.locator('.quick-input-widget input').first()
  await input.waitFor()
  await input.fill(idea)
  await window.page.keyboard.press('Enter')
  await window.page.locator('.monaco-editor .view-lines', { hasText: /INT\.|EXT\./ }).first().waitFor()
}

/** What a draft left on disk: its folder, the script's file, and the script as its JSON files have it. */
export type Drafted = { readonly dir: string; readonly file: string; readonly text: string; readonly script: Script; readonly rendered: string }

const parsed = <Value>(read: { ok: true; value: Value } | { ok: false; problem: string }): Value => {
  if (read.ok) return read.value
  throw new Error(read.problem)
}

export const readDraft = async (window: EditorWindow): Promise<Drafted> => {
  const drafts = join(window.folder, 'drafts')
  const [slug] = await readdir(drafts)
  if (slug === undefined) throw new Error('There is no draft.')
  const dir = join(drafts, slug)
  const names = await readdir(dir)
  const bible = parsed(readBible(await readFile(join(dir, `${slug}_metadata.json`), 'utf8')))
  const sets = names.filter(name => /_set_\d+\.json$/.test(name)).toSorted()
  const segments = await Promise.all(sets.map(async name => parsed(readSet(await readFile(join(dir, name), 'utf8'))).story_set))
  const script = { bible, segments: segments.flat() }
  const file = join(dir, `${slug}.md`)
  return { dir, file, text: await readFile(file, 'utf8'), script, rendered: scriptMarkdown(script) }
}

/** Saves the active editor, and waits until nothing of it is unsaved. */
export const save = async (window: EditorWindow): Promise<void> => {
  await window.page.keyboard.press('Control+S')
  // A reloaded window may show it in two groups.
  await window.page.locator('.tab.active.dirty').first().waitFor({ state: 'detached' })
}

/**
 * Saves, and looks whether what should stand in the files does; a slow machine is asked again until it does. Throws what the
 * last look threw.
 */
export const savedAs = async (window: EditorWindow, look: () => Promise<void>): Promise<void> => {
  const until = performance.now() + patience
  for (;;) {
    await save(window)
    try {
      return await look()
    } catch (error) {
      if (performance.now() > until) throw error
      await sleep(250)
    }
  }
}
