import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'mocha'
import { endGroup, isAlive, startGroup } from './process-groups.ts'

/** Starts a shell whose child, in a session of its own, prints its process id. */
async function startFamily(shell: string): Promise<{ leader: number; child: number }> {
  const leader = startGroup('sh', ['-c', shell], { stdio: ['ignore', 'pipe', 'inherit'] })
  assert.ok(leader.stdout !== null && leader.pid !== undefined)
  const [line]: unknown[] = await once(leader.stdout, 'data')
  return { leader: leader.pid, child: Number(String(line)) }
}

it('ends a program with its children, also those that left its process group', async () => {
  const { leader, child } = await startFamily(`setsid sh -c 'echo $$; sleep 60' & wait`)
  await endGroup(leader)
  assert.ok(!isAlive(child))
})

it('ends a program that will not hear of it', async () => {
  const { leader, child } = await startFamily(`trap '' TERM; sh -c 'echo $$; sleep 60' & wait; sleep 60`)
  await endGroup(leader, 200)
  assert.ok(!isAlive(child))
})
