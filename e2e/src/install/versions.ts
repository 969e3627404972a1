/**
 * What is installed beside the workspace, each version pinned. code-server carries the VS Code that is tested; it takes no
 * other major of Node than 24, and its install scripts look at the Node that npm runs on.
 */
export const versions = { node: '24.21.0', npm: '11.21.2', codeServer: '4.139.1' }

/** The npm package that holds a Node for this machine, headers included. */
export function nodePackage(platform: string, arch: string): string {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return `node-linux-${arch}`
  throw new Error(`The end-to-end tests run on Linux (x64 or arm64); this is ${platform} ${arch}.`)
}
