import { Command } from 'commander'
import { addCancel } from './commands/cancel.ts'
import { addCheck } from './commands/check.ts'
import { addCut } from './commands/cut.ts'
import { addDraft } from './commands/draft.ts'
import { addEstimate } from './commands/estimate.ts'
import { addExport } from './commands/export.ts'
import { addMcp } from './commands/mcp.ts'
import { addPause } from './commands/pause.ts'
import { addResume } from './commands/resume.ts'
import { addRuns } from './commands/runs.ts'
import { addServe } from './commands/serve.ts'
import { addUser } from './commands/user.ts'

/** The process a command runs in: its streams, environment and signals. */
export type Host = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'cwd' | 'on' | 'off' | 'exit'> & { exitCode?: number | string | null | undefined }

/** `error: unknown option '--segmnts'` and `(Did you mean --segments?)` on two lines, as one. */
const asSentence = (text: string): string => {
  const plain = text.trim().replace(/^error: /, '').replace(/\s*\n\((.*)\)$/, '. $1')
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1)
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

export const createProgram = (host: Host): Command => {
  const program = new Command('coldopen')
  program
    .description('Drafts long scripts with a language model, straight into Markdown and JSON files.\nNothing that was paid for is ever lost, and nothing is paid for twice.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${asSentence(text)} Add --help to see what can be said.\n`) })
    .addHelpText(
      'after',
      `
Examples:
  coldopen draft movie "A lighthouse keeper finds a door in the sea"
  coldopen draft movie --segments 60 --yes < idea.txt
  coldopen draft podcast "Why the lamp went out" --words 2500
  coldopen draft brief.md
  coldopen resume drafts/the-door-in-the-sea
  coldopen check drafts/the-door-in-the-sea
  coldopen export drafts/the-door-in-the-sea --as json -o script.json
  coldopen estimate movie "…" --segments 600

The model is chosen by --provider and --model, else by COLDOPEN_PROVIDER, COLDOPEN_MODEL, OPENAI_API_KEY (or GPT_KEY,
or GEMINI_API_KEY) and OPENAI_BASE_URL, else an Ollama on this machine writes, else the built-in sample writer: no key,
no network, no cost.
Runs are kept in COLDOPEN_DATA, or where this system keeps such data.`,
    )
  for (const add of [addDraft, addCut, addResume, addRuns, addPause, addCancel, addCheck, addExport, addEstimate, addServe, addMcp, addUser]) add(program, host)
  return program
}
