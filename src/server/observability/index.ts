/**
 * What a server tells of itself: health, metrics and a console over HTTP (start.ts, endpoint.ts), the log (server-log.ts), and who
 * watches statements for both (observe.ts).
 */
export { metricTable } from './metric-table.ts';
export { observe } from './observe.ts';
export type {
  Observability,
  ObservabilityOptions,
  ServedDatabase,
  ServerState,
} from './options.ts';
export { ServerLog, type ServerLogLevel, type ServerLogOptions } from './server-log.ts';
export { startObservability } from './start.ts';
