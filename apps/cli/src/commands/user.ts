import { ColdopenError, createColdopen, type Coldopen } from '@coldopen/client'
import { InvalidArgumentError, type Command } from 'commander'
import { connectHere } from '../connection.ts'
import { wholeNumber } from '../options.ts'
import type { Host } from '../program.ts'

type User = Awaited<ReturnType<Coldopen['api']['users']['list']['query']>>[number]
type Role = User['role']
type Where = { readonly server?: string }
type AddOptions = Where & { readonly role: Role; readonly runs?: number; readonly requests?: number; readonly cost?: number }

const usd = (text: string): number => {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  throw new InvalidArgumentError('Give an amount in US dollars, 0 or more.')
}

const role = (text: string): Role => {
  if (text === 'user' || text === 'admin') return text
  throw new InvalidArgumentError('Give user or admin.')
}

/** The server whose users are meant: the one at an address, with COLDOPEN_TOKEN, or that of the data folder. */
const serverOf = (host: Host, where: Where): Promise<Coldopen> | Coldopen => {
  if (where.server === undefined) return connectHere(host)
  const token = host.env['COLDOPEN_TOKEN']
  if (!token) throw new ColdopenError('invalid-input', 'COLDOPEN_TOKEN is not set: the users of a server elsewhere are its admin’s to change. Set it to the server’s token or an admin’s key.')
  if (!URL.canParse(where.server)) throw new ColdopenError('invalid-input', `${where.server} is no address: give one such as https://coldopen.example.com.`)
  return createColdopen({ url: where.server, token })
}

const of = (used: string, limit: number | undefined): string => (limit === undefined ? used : `${used} of ${limit}`)

const lineOf = (user: User): string => {
  const { quota, today } = user
  const state = user.revokedAt ? `revoked ${user.revokedAt.slice(0, 10)}` : user.role
  const limits = [
    `today ${of(String(today.requests), quota.requests)} requests`,
    of(`$${today.cost.toFixed(4)}`, quota.cost),
    ...(quota.runs === undefined ? [] : [`at most ${quota.runs} runs at once`]),
  ]
  return `${user.name.padEnd(24)}  ${state.padEnd(18)}  ${limits.join(', ')}`
}

export const addUser = (program: Command, host: Host): void => {
  const user = program.command('user').description('the users of a hosted server: those who may call it, and how much they may use')
  const command = (name: string): Command => user.command(name).option('--server <url>', 'a server elsewhere, by COLDOPEN_TOKEN (default: the one of the data folder)')

  command('add')
    .argument('<name>')
    .description('add a user, or give a revoked one a new key; the key is shown once')
    .option('--role <role>', 'user, who sees their own runs, or admin, who sees all', role, 'user')
    .option('--runs <n>', 'runs under way at once, at most', wholeNumber(0, 1_000_000))
    .option('--requests <n>', 'requests to a model a day (UTC), at most', wholeNumber(0, 1_000_000_000))
    .option('--cost <usd>', 'US dollars a day (UTC), at most', usd)
    .action(async (name: string, options: AddOptions) => {
      const { runs, requests, cost } = options
      const { api } = await serverOf(host, options)
      const { key } = await api.users.add.mutate({ name, role: options.role, quota: { runs, requests, cost } })
      host.stderr.write(`The key of ${name}, which is shown this once and kept nowhere:\n`)
      host.stdout.write(`${key}\n`)
    })

  command('list')
    .description('list the users by name, and what each has used today')
    .option('--json', 'as JSON, for programs')
    .action(async (options: Where & { readonly json?: true }) => {
      const { api } = await serverOf(host, options)
      const users = await api.users.list.query()
      if (options.json) host.stdout.write(`${JSON.stringify(users, undefined, 2)}\n`)
      else if (users.length === 0) host.stdout.write('There are no users yet. Add one with: coldopen user add NAME\n')
      else for (const one of users) host.stdout.write(`${lineOf(one)}\n`)
    })

  command('revoke')
    .argument('<name>')
    .description("take a user's key away, at once; their runs stay")
    .action(async (name: string, options: Where) => {
      const { api } = await serverOf(host, options)
      await api.users.revoke.mutate({ name })
      host.stdout.write(`The key of ${name} is worth nothing any more.\n`)
    })
}
