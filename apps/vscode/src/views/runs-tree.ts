import { env, l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import { statusWord } from '../status-word.ts'
import { isGoing, partKind, shareOf, type PartFigures, type PartStatus, type RunFigures } from './run-figures.ts'
import type { RunsModel, ShownRun } from './runs-model.ts'

export type RunNode = { readonly type: 'run'; readonly run: ShownRun } | { readonly type: 'part'; readonly run: ShownRun; readonly part: PartFigures }

export type RunsTree = {
  readonly children: (node?: RunNode) => Promise<readonly RunNode[]>
  readonly item: (node: RunNode) => TreeItem
  /** The nodes of runs which have come to look different. */
  readonly changed: (runs: ReadonlySet<RunFigures>) => readonly RunNode[]
  /** Why the runs of the server are not among them. */
  readonly problem: () => string | undefined
}

const failed = new ThemeColor('problemsErrorIcon.foreground')

const statusIcon = ({ figures, isKnown }: ShownRun): ThemeIcon => {
  if (!isKnown) return new ThemeIcon('question')
  const icons: { readonly [Status in RunFigures['status']]: ThemeIcon } = {
    pending: new ThemeIcon('clock'),
    processing: new ThemeIcon('sync~spin'),
    paused: new ThemeIcon('debug-pause'),
    completed: new ThemeIcon('check'),
    failed: new ThemeIcon('error', failed),
    cancelled: new ThemeIcon('circle-slash'),
  }
  return icons[figures.status]
}

const statusText = ({ figures, isKnown }: ShownRun): string => {
  if (!isKnown) return l10n.t('not known to this server')
  return statusWord(figures.status)
}

const partIcons: { readonly [Status in PartStatus]: ThemeIcon } = {
  pending: new ThemeIcon('circle-outline'),
  waiting: new ThemeIcon('watch'),
  writing: new ThemeIcon('loading~spin'),
  done: new ThemeIcon('check'),
  failed: new ThemeIcon('error', failed),
}

const partStatus = (status: PartStatus): string => {
  const texts: { readonly [Status in PartStatus]: string } = {
    pending: l10n.t('not begun'),
    waiting: l10n.t('waiting'),
    writing: l10n.t('being written'),
    done: l10n.t('done'),
    failed: l10n.t('failed'),
  }
  return texts[status]
}

/** Tokens and, where the price is known and there is one, dollars. */
const spent = (usage: RunFigures['usage']): string => {
  const tokens = l10n.t('{0} tokens', (usage.inputTokens + usage.outputTokens).toLocaleString(env.language))
  return usage.cost === null || usage.cost === 0 ? tokens : `${tokens} · $${usage.cost.toFixed(usage.cost < 0.1 ? 4 : 2)}`
}

const partName = (run: RunFigures, number: number): string => {
  if (number === 0) return l10n.t('Plan')
  return partKind(run) === 'chunk' ? l10n.t('Chunk {0}', number) : l10n.t('Set {0}', number)
}

/** How far a run is, in a few words: `Set 3/60 · 5 % · 12,000 tokens · $0.12`. */
export const describe = (run: ShownRun): string => {
  const { figures } = run
  const percent = `${Math.floor(shareOf(figures) * 100)} %`
  const part = partName(figures, figures.part)
  const where = isGoing(figures) ? (figures.part === 0 || figures.parts === 0 ? part : `${part}/${figures.parts}`) : statusText(run)
  return run.isKnown ? [where, percent, spent(figures.usage)].join(' · ') : where
}

const runItem = (run: ShownRun): TreeItem => {
  const { figures, sidecar, isKnown } = run
  const item = new TreeItem(figures.title || l10n.t('Untitled'), isKnown ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None)
  item.id = figures.id
  item.iconPath = statusIcon(run)
  item.description = describe(run)
  item.tooltip = [`${figures.title} (${figures.format})`, describe(run), figures.problem, figures.id].filter(line => line !== undefined).join('\n')
  item.accessibilityInformation = { label: [figures.title, statusText(run), describe(run), figures.problem].filter(text => text !== undefined).join(', ') }
  item.contextValue = ['run', figures.status, ...(isKnown ? ['known'] : []), ...(sidecar ? ['here'] : [])].join(' ')
  return item
}

const partItem = (run: ShownRun, part: PartFigures): TreeItem => {
  const { figures } = run
  const item = new TreeItem(partName(figures, part.number))
  const units = part.number === 0 ? undefined : partKind(figures) === 'chunk' ? l10n.t('{0} words', part.units) : l10n.t('{0} segments', part.units)
  // A part that the writer has stopped has not failed.
  const isStopped = part.status === 'failed' && figures.status === 'cancelled'
  const told = [isStopped ? l10n.t('stopped') : partStatus(part.status), part.units > 0 ? units : undefined, part.usage && part.usage.requests > 0 ? spent(part.usage) : undefined]
  item.id = `${figures.id} ${part.number}`
  item.iconPath = isStopped ? new ThemeIcon('circle-slash') : partIcons[part.status]
  item.description = told.filter(text => text !== undefined).join(' · ')
  if (part.problem !== undefined) item.tooltip = part.mayBeCharged ? `${part.problem}\n${l10n.t('It may have been charged.')}` : part.problem
  item.accessibilityInformation = { label: [partName(figures, part.number), item.description, part.problem].filter(text => text !== undefined).join(', ') }
  item.contextValue = ['part', part.status, isGoing(figures) ? 'going' : 'resting', ...(part.number > 0 ? ['written'] : []), ...(run.sidecar ? ['here'] : [])].join(' ')
  return item
}

/** What is to be seen of a run and its parts, as text. */
const lookOf = (run: ShownRun): string =>
  JSON.stringify([run.figures.title, run.figures.problem, statusText(run), describe(run), [...(run.figures.details?.values() ?? [])].map(part => [part, partStatus(part.status)])])

/** The runs as a tree: each run with its parts. */
export const createRunsTree = (model: RunsModel): RunsTree => {
  let problem: string | undefined
  let roots: readonly Extract<RunNode, { type: 'run' }>[] = []
  const looks = new WeakMap<RunFigures, string>()
  return {
    async children(node) {
      if (!node) {
        const { runs, problem: why } = await model.list()
        problem = why
        roots = runs.map(run => ({ type: 'run', run }) as const)
        return roots
      }
      return node.type === 'run' ? (await model.parts(node.run)).map(part => ({ type: 'part', run: node.run, part }) as const) : []
    },
    item: node => (node.type === 'run' ? runItem(node.run) : partItem(node.run, node.part)),
    changed: runs =>
      roots.filter(({ run }) => {
        const look = lookOf(run)
        if (!runs.has(run.figures) || looks.get(run.figures) === look) return false
        looks.set(run.figures, look)
        return true
      }),
    problem: () => problem,
  }
}
