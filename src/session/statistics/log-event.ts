/** What sessions have to say to the server's log; whoever keeps one receives it (server/observability). */
import type { Session } from '../session.ts';

export const logLevels = [
  'debug5',
  'debug4',
  'debug3',
  'debug2',
  'debug1',
  'info',
  'notice',
  'warning',
  'error',
  'log',
  'fatal',
  'panic',
] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogEvent {
  readonly level: LogLevel;
  readonly event:
    | 'checkpoint'
    | 'connection'
    | 'disconnection'
    | 'duration'
    | 'error'
    | 'lock_wait'
    | 'notice'
    | 'plan'
    | 'statement'
    | 'temporary_file';
  readonly message: string;
  readonly session: Session | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LogReceiver = (event: LogEvent) => void;

/** Whether a message of the level is at or above the threshold. */
export function reachesLevel(level: LogLevel, threshold: string): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(threshold as LogLevel);
}
