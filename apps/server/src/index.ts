export type { AppRouter } from './router.ts'
export { startServer, type RunningServer, type ServerOptions } from './start-server.ts'
