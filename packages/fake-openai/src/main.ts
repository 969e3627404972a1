import { Command } from 'commander'
import { parseBehaviour } from './behaviour-words.ts'
import { startFakeOpenAI } from './start.ts'

const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new Error(`"${text}" is not a number of 0 or more`)
  return value
}

type Flags = {
  port: number
  seed: number
  pace?: number
  firstToken?: number
  behaviour?: string
  key?: string
  model?: string[]
  requestsPerMinute?: number
  tokensPerMinute?: number
}

async function main(flags: Flags): Promise<void> {
  const { pace, firstToken, key, model, requestsPerMinute, tokensPerMinute } = flags
  const server = await startFakeOpenAI({
    port: flags.port,
    seed: flags.seed,
    behaviour: {
      ...(pace === undefined || pace === 0 ? {} : { pace }),
      ...(firstToken === undefined ? {} : { firstToken }),
      ...(flags.behaviour === undefined ? {} : parseBehaviour(flags.behaviour)),
    },
    ...(key === undefined ? {} : { requireKey: key }),
    ...(model === undefined ? {} : { models: model }),
    limits: {
      ...(requestsPerMinute === undefined ? {} : { requests: requestsPerMinute }),
      ...(tokensPerMinute === undefined ? {} : { tokens: tokensPerMinute }),
    },
  })
  process.stdout.write(`${server.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close())
}

const program = new Command('fake-openai')
  .description('A server that answers as OpenAI does, or misbehaves as asked. The first line it prints is its URL.')
  .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', number, 0)
  .option('--seed <n>', 'what the texts follow from', number, 1)
  .option('--pace <tokens>', 'tokens a second; instant without it', number)
  .option('--first-token <seconds>', 'seconds to the first token', number)
  .option('--behaviour <words>', 'what every request gets, such as cut=1200,by=rst')
  .option('--key <key>', 'the only key that is let in')
  .option('--model <name...>', 'the models there are; any without it')
  .option('--requests-per-minute <n>', 'beyond it 429', number)
  .option('--tokens-per-minute <n>', 'beyond it 429', number)
  .action(main)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
