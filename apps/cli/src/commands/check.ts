import { resolve } from 'node:path'
import { checkFolder } from '@coldopen/client'
import type { Command } from 'commander'
import { exitCodes } from '../exit-code.ts'
import type { Host } from '../program.ts'

export const addCheck = (program: Command, host: Host): void => {
  program
    .command('check')
    .argument('<folder>', "a script's folder, or one of its files")
    .description('check a script as its files have it: numbers, speakers, empty text, narration, lengths, names spelt in another way')
    .option('--json', 'as JSON, for programs')
    .action(async (target: string, options: { json?: true }) => {
      const findings = await checkFolder(resolve(host.cwd(), target))
      if (options.json) host.stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`)
      else if (findings.length === 0) host.stdout.write('Nothing is wrong.\n')
      else for (const finding of findings) host.stdout.write(`${finding.unit === undefined ? '' : `${finding.unit}${finding.field === undefined ? '' : ` ${finding.field}`}: `}${finding.message}\n`)
      if (findings.length > 0) host.exitCode = exitCodes.stopped
    })
}
