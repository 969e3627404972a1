/** What would make the server listen elsewhere, or a test spend money. */
const withheld = /^(PORT|HOST|.*_API_KEY|GPT_KEY|OPENAI_.*|COLDOPEN_.*|VSCODE_.*|p?npm_.*|NODE_OPTIONS)$/i

/** An environment for an editor's server in which nothing of the developer's own is found: no keys, no runs, no settings. */
export function serverEnvironment(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => (!withheld.test(name) || name === 'COLDOPEN_FAULT_REPORT') && !name.startsWith('XDG_'))
  return { ...Object.fromEntries(inherited), HOME: home, COLDOPEN_DATA: `${home}/coldopen-data` }
}
