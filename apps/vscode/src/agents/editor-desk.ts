import { dirname } from 'node:path'
import { askServer, readPlainFile, type AgentDesk, type AgentDraft } from '@coldopen/client/tools'
import { Uri, workspace } from 'vscode'
import type { Draft } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { Studio } from '../drafts/studio.ts'
import { sampleSpeed } from '../settings.ts'

const agentDraft = (drafts: Drafts, draft: Draft): AgentDraft => ({
  run: draft.run,
  line: () => draft.line,
  status: () => draft.status,
  problem: () => draft.problem?.message,
  file: () => draft.place?.script.fsPath,
  ended: draft.ended,
  stop: () => drafts.stop(draft.run),
})

/** The tools of this window: what they draft streams into its documents like any other draft, and is asked for in the same way. */
export const editorDesk = (drafts: Drafts, studio: Studio): AgentDesk => ({
  ...askServer(studio, sampleSpeed),
  folders: () => (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
  async read(file) {
    const open = workspace.textDocuments.find(({ uri, isClosed }) => uri.scheme === 'file' && uri.fsPath === file && !isClosed)
    return open === undefined ? readPlainFile(file) : open.getText()
  },
  async start(wish) {
    const where = wish.briefFile === undefined ? { base: wish.base } : { dir: dirname(wish.briefFile) }
    const briefUri = wish.briefFile === undefined ? undefined : Uri.file(wish.briefFile)
    return agentDraft(drafts, await drafts.start({ brief: wish.brief, where, limits: wish.limits, ...(briefUri && { briefUri }) }))
  },
  resume: async (dir, limits) => agentDraft(drafts, await drafts.resume(dir, { limits })),
  // Before a tool runs VS Code has asked; above a threshold the draft itself asks once more.
  agree: () => undefined,
})
