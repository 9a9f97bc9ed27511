/** The settings that decide what of a session's statements is counted and logged, read when one of them has changed. */
import type { Session } from '../session.ts';

export interface SessionLogging {
  readonly version: number;
  readonly minDurationMs: number;
  readonly duration: boolean;
  readonly statement: string;
  readonly planMinMs: number;
  readonly planAnalyze: boolean;
  readonly planVerbose: boolean;
  readonly planFormat: 'text' | 'xml' | 'json' | 'yaml';
  readonly minLevel: string;
  readonly minErrorLevel: string;
  readonly lockWaits: boolean;
  /** Temporary files of at least so many kB; -1: none. */
  readonly tempFilesKb: number;
  readonly deadlockTimeoutMs: number;
  readonly parameterBytes: number;
  readonly track: boolean;
  readonly trackUtility: boolean;
  /** A statement that ends well may have to be logged. */
  readonly looksAtEnds: boolean;
}

export function readLogging({ settings }: Session): SessionLogging {
  const on = (name: string): boolean => settings.get(name) === 'on';
  const number = (name: string): number => Number(settings.get(name));
  const minDurationMs = number('log_min_duration_statement');
  const planMinMs = number('auto_explain.log_min_duration');
  const duration = on('log_duration');
  return {
    version: settings.version,
    minDurationMs,
    duration,
    statement: settings.get('log_statement'),
    planMinMs,
    planAnalyze: planMinMs >= 0 && on('auto_explain.log_analyze'),
    planVerbose: on('auto_explain.log_verbose'),
    planFormat: settings.get('auto_explain.log_format') as SessionLogging['planFormat'],
    minLevel: settings.get('log_min_messages'),
    minErrorLevel: settings.get('log_min_error_statement'),
    lockWaits: on('log_lock_waits'),
    tempFilesKb: number('log_temp_files'),
    deadlockTimeoutMs: number('deadlock_timeout'),
    parameterBytes: number('log_parameter_max_length'),
    track: settings.get('pg_stat_statements.track') !== 'none',
    trackUtility: on('pg_stat_statements.track_utility'),
    looksAtEnds: duration || minDurationMs >= 0 || planMinMs >= 0,
  };
}
