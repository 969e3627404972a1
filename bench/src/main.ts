import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { durableTable } from './durable/durable-table.ts'
import { startServer } from './processes.ts'
import { subscribersTable } from './subscribers/subscribers-table.ts'
import { journalTable, structuredTable } from './tables.ts'
import { wallTable } from './wall/wall-times.ts'

/**
 * Prints the figures of the README, measured now: `node src/main.ts`, and with `--write` puts them into it; `--only NAME`
 * measures one table and leaves the others as they are. Every contender reads from the same server, each in a process of its
 * own, one after the other.
 */
const tables: { readonly [name: string]: (baseUrl: string) => Promise<string> } = {
  journal: journalTable,
  structured: structuredTable,
  wall: wallTable,
  durable: durableTable,
  subscribers: subscribersTable,
}

const { values } = parseArgs({ options: { write: { type: 'boolean' }, only: { type: 'string', multiple: true } } })
const names = values.only ?? Object.keys(tables)

const measuredAt = (): string => {
  return `Measured on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} from other work when it began.\n`
}

/** One table of the README is all between its own comment and the next. */
const put = (text: string, name: string, section: string): string => {
  const begin = `<!-- ${name} -->\n`
  const from = text.indexOf(begin)
  if (from < 0) throw new Error(`README.md has no place for ${name}: put "${begin.trim()}" where it is to stand`)
  return text.slice(0, from) + begin + section + text.slice(text.indexOf('<!-- ', from + 1))
}

const readme = new URL('../README.md', import.meta.url)
const server = await startServer()
try {
  for (const name of names) {
    const table = tables[name]
    if (!table) throw new Error(`there is no table ${name}: there are ${Object.keys(tables).join(', ')}`)
    const when = measuredAt()
    const section = (await table(server.baseUrl)).replace('\n', `\n\n${when.trim()}\n`)
    console.log(section)
    if (values.write) await writeFile(readme, put(await readFile(readme, 'utf8'), name, section))
  }
} finally {
  server.stop()
}
