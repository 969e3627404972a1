import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { durableTable } from './durable/durable-table.ts'
import { journalTable, structuredTable } from './tables.ts'
import { startServer } from './processes.ts'
import { wallTable } from './wall/wall-times.ts'

/**
 * Prints the figures of the README, measured now: `node src/main.ts`, and with `--write` puts them into it. Every contender
 * reads from the same server, each in a process of its own, one after the other.
 */
const readme = new URL('../README.md', import.meta.url)
const begin = '<!-- figures -->\n'
const end = '<!-- /figures -->'

const server = await startServer()
try {
  const sections = [
    `Measured on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} from other work when it began.\n`,
    await journalTable(server.baseUrl),
    await structuredTable(server.baseUrl),
    await wallTable(),
    await durableTable(),
  ]
  const figures = sections.join('\n')
  console.log(figures)
  if (process.argv.includes('--write')) {
    const text = await readFile(readme, 'utf8')
    await writeFile(readme, text.slice(0, text.indexOf(begin) + begin.length) + figures + text.slice(text.indexOf(end)))
  }
} finally {
  server.stop()
}
