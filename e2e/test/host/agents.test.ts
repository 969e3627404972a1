import assert from 'node:assert/strict'
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createColdopen, lendModels } from '@coldopen/client'
import type { AgentDesk } from '@coldopen/client/tools'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { createMcpProvider } from '../../../apps/vscode/src/agents/mcp-provider.ts'
import { createParticipant } from '../../../apps/vscode/src/agents/participant.ts'
import type { Drafts } from '../../../apps/vscode/src/drafts/drafts.ts'
import { modelSettings } from '../../../apps/vscode/src/settings.ts'
import { registerScribe, type Scribe } from './models.fixture.ts'

const idea = 'A lighthouse keeper finds a door in the sea'

const folder = (): string => {
  const [first] = vscode.workspace.workspaceFolders ?? []
  if (!first) throw new Error('no folder is open')
  return first.uri.fsPath
}

const choose = async (provider: string, model: string): Promise<void> => {
  const settings = vscode.workspace.getConfiguration('coldopen')
  await settings.update('provider', provider, vscode.ConfigurationTarget.Global)
  await settings.update('model', model || undefined, vscode.ConfigurationTarget.Global)
  await settings.update('sampleSpeed', 100_000, vscode.ConfigurationTarget.Global)
}

const call = async (name: string, input: object, token?: vscode.CancellationToken): Promise<Record<string, unknown>> => {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token)
  const [part] = content
  if (!(part instanceof vscode.LanguageModelTextPart)) throw new Error('the tool answered no text')
  return JSON.parse(part.value)
}

/** Waits for a state, and says what was there instead when it does not come. */
const until = async <State>(look: () => Promise<State> | State, isThere: (state: State) => boolean): Promise<State> => {
  for (let tries = 0; ; tries++) {
    const state = await look()
    if (isThere(state)) return state
    if (tries > 400) throw new Error(`it did not come to it: ${JSON.stringify(state)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

describe('tools for agents', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await rm(join(folder(), 'drafts'), { recursive: true, force: true })
  })

  it('are there with their schemas, and draft, list, read and check a script', async function () {
    this.timeout(90_000)
    await choose('sample', '')
    await vscode.extensions.getExtension('coldopen.coldopen')?.activate()
    const names = ['list_segments', 'read_segment', 'draft_segments', 'redraft_segment', 'check_script']
    for (const name of names) assert.ok(vscode.lm.tools.find(tool => tool.name === name)?.inputSchema, name)
    const drafted = await call('draft_segments', { idea, segments: 4, wait_seconds: 60 })
    assert.equal(drafted['status'], 'completed', JSON.stringify(drafted))
    const listed = await call('list_segments', {})
    assert.equal(listed['total'], 4)
    assert.equal(listed['missing'], '')
    assert.match(String((await call('read_segment', { segment: 2 }))['text']), /^<!-- seg_0002/)
    assert.deepEqual((await call('check_script', {}))['findings'], [])
  })
})

/** Calls of the Model Context Protocol to a program, as a client of it sends them: a line of JSON each way. */
const assistantOf = (program: ChildProcessWithoutNullStreams) => {
  const answers = new Map<number, (answer: { result?: unknown; error?: unknown }) => void>()
  createInterface(program.stdout).on('line', line => {
    const answer: { id?: number; result?: unknown; error?: unknown } = JSON.parse(line)
    if (answer.id !== undefined) answers.get(answer.id)?.(answer)
  })
  let calls = 0
  const send = (message: object): boolean => program.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  return {
    tell: (method: string) => send({ method }),
    async ask<Result>(method: string, params: object): Promise<Result> {
      const id = ++calls
      const { promise, resolve } = Promise.withResolvers<{ result?: Result; error?: unknown }>()
      answers.set(id, answer => resolve(answer as { result?: Result; error?: unknown }))
      send({ id, method, params })
      const { result, error } = await promise
      if (result === undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
      return result
    },
  }
}

describe('the MCP server of the extension', () => {
  afterEach(() => rm(join(folder(), 'drafts'), { recursive: true, force: true }))

  it('starts by the very definition that the editor is given, lists its tools, drafts and reads', async function () {
    this.timeout(90_000)
    await choose('sample', '')
    const extension = vscode.extensions.getExtension('coldopen.coldopen')
    assert.ok(extension)
    const context = { extension, extensionUri: extension.extensionUri, secrets: { get: async () => undefined } as unknown as vscode.SecretStorage }
    const provider = createMcpProvider({ context, environment: () => modelSettings(context), changed: new vscode.EventEmitter<void>().event })
    const [definition] = provider.provideMcpServerDefinitions()
    assert.ok(definition)
    const { command, args, env, cwd } = await provider.resolveMcpServerDefinition(definition)
    const program = spawn(command, args, { cwd: cwd?.fsPath ?? folder(), env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...(env as NodeJS.ProcessEnv) } })
    try {
      const assistant = assistantOf(program)
      const { serverInfo } = await assistant.ask<{ serverInfo: { name: string; version: string } }>('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a test', version: '1' } })
      const { version }: { version: string } = extension.packageJSON
      assert.deepEqual([serverInfo.name, serverInfo.version], ['coldopen', version])
      assistant.tell('notifications/initialized')
      const { tools } = await assistant.ask<{ tools: { name: string }[] }>('tools/list', {})
      assert.deepEqual(tools.map(({ name }) => name), ['list_segments', 'read_segment', 'draft_segments', 'redraft_segment', 'check_script'])
      const tool = async (name: string, given: object): Promise<Record<string, unknown>> => {
        const { content } = await assistant.ask<{ content: { text: string }[] }>('tools/call', { name, arguments: given })
        return JSON.parse(content[0]?.text ?? '')
      }
      const drafted = await tool('draft_segments', { idea, segments: 2, wait_seconds: 60 })
      assert.equal(drafted['status'], 'completed', JSON.stringify(drafted))
      assert.match(String((await tool('read_segment', { segment: 2 }))['text']), /^<!-- seg_0002/)
    } finally {
      const gone = once(program, 'exit')
      program.stdin.end()
      assert.deepEqual(await gone, [0, null], 'it ends with its input')
    }
  })
})

/** A chat's turn: what was said to it, and what it was answered. */
const turn = async (desk: Pick<AgentDesk, 'redraft'>, request: { command?: string; prompt: string; model?: string }): Promise<string> => {
  const said: string[] = []
  const stream = new Proxy({} as vscode.ChatResponseStream, { get: (_target, kind) => (...given: unknown[]) => void said.push(`${String(kind)} ${typeof given[0] === 'string' ? given[0] : ''}`) })
  const refuse = (): never => {
    throw new Error('the chat was not to ask for this')
  }
  const whole: AgentDesk = { folders: () => [folder()], read: file => readFile(file, 'utf8').catch(() => undefined), estimate: refuse, start: refuse, resume: refuse, agree: refuse, ...desk }
  const drafts = { all: () => [] } as unknown as Drafts
  const model = { sendRequest: async () => ({ text: (async function* () { yield request.model ?? refuse() })() }) } as unknown as vscode.LanguageModelChat
  const token = new vscode.CancellationTokenSource().token
  const result = await createParticipant({ desk: whole, drafts })({ command: request.command, prompt: request.prompt, model }, stream, { token, signal: new AbortController().signal })
  return [...said, result.errorDetails?.message ?? ''].join('\n')
}

describe('@coldopen in the chat', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await rm(join(folder(), 'drafts'), { recursive: true, force: true })
  })

  it('tells how far a script is, checks it, and shows a segment anew beside the old one', async function () {
    this.timeout(90_000)
    await choose('sample', '')
    await call('draft_segments', { idea, segments: 3, wait_seconds: 60 })
    // This desk reads what is on the disk.
    assert.ok(await vscode.workspace.saveAll())
    const asked: unknown[] = []
    const desk = { redraft: async (wish: object) => (asked.push(wish), 'Rain falls.') }
    assert.match(await turn(desk, { command: 'status', prompt: '' }), /is whole: 3 of 3/)
    assert.match(await turn(desk, { command: 'check', prompt: '' }), /Nothing is wrong/)
    assert.match(await turn(desk, { command: 'redraft', prompt: '2 in the rain' }), /seg_0002[^]*Rain falls\./)
    assert.match(await turn(desk, { command: 'redraft', prompt: '9 in the rain' }), /no segment 9/)
    assert.match(await turn(desk, { prompt: 'make the third one darker', model: '{"do":"redraft","segment":3,"note":"darker"}' }), /Rain falls\./)
    assert.match(await turn(desk, { prompt: 'write me the whole script right here', model: 'INT. LIGHTHOUSE — NIGHT' }), /`\/draft`/)
    assert.equal(asked.length, 2)
  })
})

describe('a language model of the editor', () => {
  let scribe: Scribe | undefined
  afterEach(async () => {
    scribe?.dispose()
    await choose('sample', '')
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await rm(join(folder(), 'drafts'), { recursive: true, force: true })
  })

  it('drafts a whole movie', async function () {
    this.timeout(90_000)
    scribe = registerScribe()
    await choose('vscode', scribe.name)
    const drafted = await call('draft_segments', { idea, segments: 20, wait_seconds: 60 })
    assert.equal(drafted['status'], 'completed', JSON.stringify(drafted))
    // The editor may still have the plan of the test before, which was a file of the same name.
    await until(async () => (await call('list_segments', {}))['missing'], missing => missing === '')
    assert.equal(scribe.asked.length, 3)
  })

  it('is left at once when the draft is cancelled', async function () {
    this.timeout(90_000)
    const slow = (scribe = registerScribe({ speed: 60 }))
    await choose('vscode', scribe.name)
    const token = new vscode.CancellationTokenSource()
    const drafting = call('draft_segments', { idea, segments: 20, wait_seconds: 600 }, token.token).catch(() => ({ status: 'cancelled' }))
    await until(() => slow.asked.length, asked => asked === 1)
    token.cancel()
    await drafting
    await until(() => slow.cancelled(), cancelled => cancelled === 1)
    assert.equal(slow.asked.length, 1)
  })

  it('that fails ends the draft with its reason, and what had arrived is kept', async function () {
    this.timeout(90_000)
    scribe = registerScribe({ fails: nth => (nth === 2 ? { error: new Error('You have exceeded your quota of premium requests'), characters: 4000 } : undefined) })
    await choose('vscode', scribe.name)
    const stopped = await call('draft_segments', { idea, segments: 10, wait_seconds: 60 })
    assert.equal(stopped['status'], 'failed')
    assert.match(String(stopped['problem']), /takes no more requests.*premium requests/)
    const again = await call('draft_segments', { script: String(stopped['script']), wait_seconds: 60 })
    assert.equal(again['status'], 'completed', JSON.stringify(again))
  })

  it('is asked when another window, which was asked first, has closed', async function () {
    this.timeout(90_000)
    scribe = registerScribe({ speed: 3000 })
    await choose('vscode', scribe.name)
    const server = JSON.parse(await readFile(join(String(process.env['COLDOPEN_DATA']), 'server.json'), 'utf8'))
    const name = scribe.name
    const questions: string[] = []
    const other = lendModels(createColdopen(server), {
      window: randomUUID(),
      offers: async () => [{ model: name, name: 'Scribe', maxInputTokens: 128_000 }],
      async *ask(question, signal, begun) {
        questions.push(question.model)
        begun()
        yield '{'
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        return { type: 'completed' }
      },
    })
    await other.ready
    const drafting = call('draft_segments', { idea, segments: 20, wait_seconds: 60 })
    await until(() => questions.length + (scribe?.asked.length ?? 0), asked => asked > 0)
    other.stop()
    const first = await drafting
    if (questions.length > 0) assert.match(String(first['problem']), /window that had asked e2e\/scribe went away/)
    const ended = questions.length === 0 ? first : await call('draft_segments', { idea, segments: 20, wait_seconds: 60 })
    assert.equal(ended['status'], 'completed', JSON.stringify(ended))
  })
})
