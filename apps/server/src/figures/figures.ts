import { monitorEventLoopDelay } from 'node:perf_hooks'
import { runStatuses, type Happening, type Outcome, type RunStatus } from '@coldopen/core'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What a request to a model came to: tokens, USD (null where the price is not known), seconds. */
export type RequestFigures = {
  readonly outcome: Outcome['type']
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number | null
  readonly seconds: number
}

/** The figures of one server, as Prometheus reads them. No label holds a name, an id or a text, so that their number is bounded. */
export type Figures = {
  readonly request: (ended: RequestFigures) => void
  readonly happened: (events: readonly Happening[]) => void
  /** A commit to the store, in seconds. */
  readonly committed: (seconds: number) => void
  /** A request to this server that was answered, with its HTTP status. */
  readonly answered: (status: number, seconds: number) => void
  /** Media type of `text`, which is asked for its present values. */
  readonly type: string
  readonly text: () => Promise<string>
  readonly close: () => void
}

/** What is looked up when the figures are asked for. */
export type Sources = { readonly runs: () => Promise<ReadonlyMap<RunStatus, number>>; readonly followers: () => number }

export const createFigures = (sources: Sources): Figures => {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({ name: 'coldopen_model_requests_total', help: 'Requests to models that ended, by outcome.', labelNames: ['outcome'], registers })
  const seconds = new Histogram({ name: 'coldopen_model_request_seconds', help: 'From a request to a model to its end.', labelNames: ['outcome'], buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600], registers })
  const tokens = new Counter({ name: 'coldopen_tokens_total', help: 'Tokens as providers counted them.', labelNames: ['direction'], registers })
  const cost = new Counter({ name: 'coldopen_cost_usd_total', help: 'US dollars spent, where prices are known.', registers })
  const parts = new Counter({ name: 'coldopen_parts_total', help: 'Parts that were finished, or failed.', labelNames: ['result'], registers })
  const ends = new Counter({ name: 'coldopen_run_ends_total', help: 'Times a run came to an end or a stop, by status.', labelNames: ['status'], registers })
  const commits = new Histogram({ name: 'coldopen_commit_seconds', help: 'One commit to the store.', buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2], registers })
  const answers = new Histogram({ name: 'coldopen_http_request_seconds', help: 'Requests to this server, by class of status; a stream until it ends.', labelNames: ['status'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600], registers })
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()

  registry.registerMetric(
    new Gauge({
      name: 'coldopen_event_loop_lag_seconds',
      help: 'How late the event loop was since the figures were last asked for.',
      labelNames: ['quantile'],
      registers: [],
      collect() {
        for (const quantile of [50, 99, 100]) this.set({ quantile: quantile / 100 }, Math.max(0, delay.percentile(quantile) / 1e9 - 0.01))
        delay.reset()
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'coldopen_runs',
      help: 'Runs there are, by status.',
      labelNames: ['status'],
      registers: [],
      async collect() {
        const counts = await sources.runs()
        for (const status of runStatuses) this.set({ status }, counts.get(status) ?? 0)
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'coldopen_queue_depth',
      help: 'Runs that wait for a server to take them up.',
      registers: [],
      async collect() {
        this.set((await sources.runs()).get('pending') ?? 0)
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'coldopen_subscribers',
      help: 'Streams of events that are open.',
      registers: [],
      collect() {
        this.set(sources.followers())
      },
    }),
  )

  return {
    request(ended) {
      requests.inc({ outcome: ended.outcome })
      seconds.observe({ outcome: ended.outcome }, ended.seconds)
      tokens.inc({ direction: 'input' }, ended.inputTokens)
      tokens.inc({ direction: 'output' }, ended.outputTokens)
      cost.inc(ended.cost ?? 0)
    },
    happened(events) {
      for (const event of events) {
        if (event.type === 'part-end' || event.type === 'plan-end') parts.inc({ result: 'done' })
        if (event.type === 'part-failed') parts.inc({ result: 'failed' })
        if (event.type === 'run-end') ends.inc({ status: event.status })
      }
    },
    committed: took => commits.observe(took),
    answered: (status, took) => answers.observe({ status: `${Math.floor(status / 100)}xx` }, took),
    type: registry.contentType,
    text: () => registry.metrics(),
    close: () => delay.disable(),
  }
}
