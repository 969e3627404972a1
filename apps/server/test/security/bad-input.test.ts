import { errorCodes, errorStatus, type ErrorCode } from '@coldopen/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { appRouter } from '../../src/router.ts'
import { brief, openHosted, token, untilStatus, type Hosted } from './hosted.ts'
import { expectNothingDone } from './no-runs.ts'
import { inputSchemaOf, sampleInput } from './sample-input.ts'
import { by, say, type Said } from './say.ts'

const definition = z.object({ type: z.enum(['query', 'mutation', 'subscription']), inputs: z.array(z.unknown()) })

/** Every procedure there is, so that none that is new can be left out. */
const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]: [string, unknown]) => {
  const { type, inputs } = z.custom<{ readonly _def: unknown }>(given => typeof given === 'function' && '_def' in given).transform(given => definition.parse(given._def)).parse(procedure)
  const schema = inputSchemaOf(inputs)
  return { path, type, schema, takesRun: schema?.required?.includes('runId') === true }
})

type Procedure = (typeof procedures)[number]

const ask = (hosted: Hosted, procedure: Pick<Procedure, 'path' | 'type'>, given: { key?: string; text: string }): Promise<Said> => {
  const headers = by(given.key ?? token)
  const path = `/trpc/${procedure.path}`
  if (procedure.type === 'mutation') return say(hosted.server(), { path, headers, body: given.text })
  return say(hosted.server(), { method: 'GET', path: `${path}?input=${encodeURIComponent(given.text)}`, headers })
}

/** What an error says, wherever in the answer it stands: a subscription tells it as an event. */
const problemIn = (said: Said): { code: ErrorCode; message: string; requestId: string } => {
  const plain = /^data: (.*"coldopen".*)$/m.exec(said.body)?.[1] ?? said.body
  const parsed = JSON.parse(plain)
  const error = parsed.error ?? parsed
  return { code: error.data?.coldopen ?? error.code, message: error.message, requestId: error.data?.requestId ?? error.requestId }
}

/** One sentence or a few, with a code of the list and the request's own id, and nothing of what is inside. */
const expectProblem = (said: Said, code: ErrorCode, of: string): void => {
  const problem = problemIn(said)
  expect([of, problem.code], said.body).toEqual([of, code])
  expect(errorCodes).toContain(problem.code)
  expect([of, problem.message]).toEqual([of, expect.stringMatching(/^\S[^\n]{3,400}$/)])
  expect([of, problem.requestId]).toEqual([of, said.headers['x-request-id']])
  expect(said.body).not.toMatch(/\bat .*\.(?:ts|js|mjs):\d+|node_modules|"stack"|SQLITE|ZodError/)
}

test('every procedure refuses who has no key, and does nothing', async () => {
  await using hosted = await openHosted()
  expect(procedures.length).toBeGreaterThan(14)
  for (const procedure of procedures) {
    const said = await ask(hosted, procedure, { key: '0'.repeat(64), text: JSON.stringify(procedure.schema ? sampleInput(procedure.schema) : {}) })
    expect([procedure.path, said.status]).toEqual([procedure.path, 401])
    expectProblem(said, 'unauthorized', procedure.path)
  }
  await expectNothingDone(hosted, hosted.master())
})

test('every procedure refuses a body that is malformed, of another shape or too large, and does nothing', async () => {
  await using hosted = await openHosted()
  for (const procedure of procedures) {
    const malformed = await ask(hosted, procedure, { text: '{"a":' })
    if (procedure.schema || procedure.type === 'mutation') {
      expect([procedure.path, malformed.status === 400 || malformed.body.includes('"coldopen"')]).toEqual([procedure.path, true])
      expectProblem(malformed, 'invalid-input', procedure.path)
    }
    if (procedure.schema?.required?.length) {
      for (const text of ['[1]', '"text"', 'null', '{"runId":5}', '{"__proto__":{"runId":"x"}}', '{}']) {
        const said = await ask(hosted, procedure, { text })
        expectProblem(said, 'invalid-input', `${procedure.path} ${text}`)
      }
    }
    if (procedure.type !== 'mutation') continue
    const large = await ask(hosted, procedure, { text: JSON.stringify({ ...Object(procedure.schema ? sampleInput(procedure.schema) : {}), padding: 'x'.repeat(1_048_577) }) })
    expect([procedure.path, large.status]).toEqual([procedure.path, 413])
    expectProblem(large, 'invalid-input', procedure.path)
  }
  await expectNothingDone(hosted, hosted.master())
}, 60_000)

test('every procedure that takes a run finds neither one that is not there nor one that is another’s (S14)', async () => {
  await using hosted = await openHosted()
  const anna = hosted.as(await hosted.add('anna'))
  const bens = await hosted.add('ben')
  const { runId } = await anna.runs.start.mutate({ brief })
  await untilStatus(anna, runId, 'completed')
  const before = await anna.runs.get.query({ runId })
  const asked = hosted.fake.requests.length
  const takers = procedures.filter(procedure => procedure.takesRun)
  expect(takers.map(procedure => procedure.path)).toEqual(expect.arrayContaining(['runs.get', 'runs.events', 'runs.cancel', 'runs.resume']))
  for (const procedure of takers) {
    for (const id of [runId, '7f9c24e5-2f8a-4f5e-9d0b-1c2d3e4f5a6b', 'no-such-run']) {
      const said = await ask(hosted, procedure, { key: bens, text: JSON.stringify({ ...Object(procedure.schema && sampleInput(procedure.schema)), runId: id }) })
      expectProblem(said, 'not-found', `${procedure.path} of ${id}`)
      if (procedure.type !== 'subscription') expect(said.status).toBe(404)
    }
  }
  for (const id of [runId, '7f9c24e5-2f8a-4f5e-9d0b-1c2d3e4f5a6b', 'no-such-run', '%', 'x'.repeat(65)]) {
    const said = await say(hosted.server(), { method: 'GET', path: `/runs/${id}/events`, headers: by(bens) })
    const isId = /^[\w-]{1,64}$/.test(id)
    expect([id, said.status]).toEqual([id, isId ? 404 : 400])
    expectProblem(said, isId ? 'not-found' : 'invalid-input', `the stream of ${id}`)
  }
  expect(await anna.runs.get.query({ runId })).toEqual(before)
  expect(hosted.fake.requests).toHaveLength(asked)
}, 60_000)

test('a run is asked for by no other name than runId, which the calls above go by', () => {
  const others = procedures.flatMap(({ path, schema }) => Object.keys(schema?.properties ?? {}).filter(name => /^run(?!Id$)|runs?_?id/i.test(name) && name !== 'runId').map(name => `${path}.${name}`))
  expect(others).toEqual([])
})

test('a failure has the HTTP status of its code', async () => {
  await using hosted = await openHosted()
  const post = (path: string, body: object): Promise<Said> => say(hosted.server(), { path: `/trpc/${path}`, headers: by(token), body: JSON.stringify(body) })
  const environment = { COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt' }
  const cases: readonly [string, object, ErrorCode][] = [
    ['runs.start', { brief: { ...brief, perSet: 27, segments: 27 } }, 'invalid-input'],
    ['runs.start', { brief, environment }, 'model-unauthorized'],
    ['runs.resume', { runId: 'none' }, 'not-found'],
    ['users.revoke', { name: 'nobody' }, 'not-found'],
  ]
  for (const [path, body, code] of cases) {
    const said = await post(path, body)
    expect([path, said.status]).toEqual([path, errorStatus[code]])
    expectProblem(said, code, path)
  }
})
