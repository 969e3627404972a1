import { setTimeout as wait } from 'node:timers/promises'
import { podcastBrief, roughPodcast } from './chunks.fixture.ts'
import { brief } from './folder.fixture.ts'
import { journalAt, roughRun, run } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

/**
 * A client that writes a run until it is killed or done. Arguments: the base, the number of segments (0: a podcast), the event
 * that the run has come to, and `from-start` to be told everything again. Each line it prints is the last event it was told.
 */
// The one who reads may be gone before this one is.
process.stdout.on('error', () => {})
const [base = '', segments = '12', now = '0', from] = process.argv.slice(2)
const isPodcast = segments === '0'
const events = isPodcast ? roughPodcast() : roughRun({ segments: Number(segments), perSet: 3 })
const folder = await openScriptFolder({ base, run, brief: isPodcast ? podcastBrief : brief })
const told = [...journalAt(events, Number(now)), ...events.slice(Number(now))]
const missed = from === 'from-start' ? told : told.filter(event => event.seq > folder.lastEvent)
for (const [at, event] of missed.entries()) {
  folder.apply(event)
  if (at % 4 === 0) {
    process.stdout.write(`${event.seq}\n`)
    await wait(1)
  }
  if (at % 50 === 49) void folder.flush()
}
await folder.close()
process.stdout.write('done\n')
