/** Settings that say where packages come from; they reach npm, while the rest of what a package manager exports does not. */
const kept = /^npm_config_(registry|cafile|proxy|https_proxy|noproxy|userconfig)$/i

/**
 * An environment for an npm of our own: without the variables by which the package manager that started us describes itself
 * (code-server's install script reads them), and with `bin` first on the PATH.
 */
export function npmEnvironment(environment: NodeJS.ProcessEnv, bin: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !/^p?npm_/i.test(name) || kept.test(name))
  return { ...Object.fromEntries(inherited), ...more, PATH: `${bin}:${environment['PATH'] ?? ''}` }
}
