import { type DatabaseCore, StatementObserver } from '../../session/index.ts';
import type { ServerLog } from './server-log.ts';

/** Has a database's statements and checkpoints watched, and what its settings ask for written to the log. */
export function observe(core: DatabaseCore, log: ServerLog | null): void {
  const observer = new StatementObserver(core, {
    statementsMax: Number(core.settingDefault('pg_stat_statements.max')),
    ...(log !== null && { log: log.receive }),
  });
  core.observer = observer;
  if (core.durable !== null) {
    core.durable.onCheckpoint = ({ bytesWritten, durationMs }) => observer.checkpoint(bytesWritten, durationMs);
  }
}
