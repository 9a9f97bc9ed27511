/** What the console's panels show, asked for as the role that is logged in, so that it sees what that role may see. */
import type { DatabaseCore } from '../../session/index.ts';
import { type QueryOutcome, runQuery } from './console-query.ts';

const panels = {
  sessions: `SELECT a.pid, usename AS "user", application_name AS application, client_addr AS client, state,
      wait_event_type AS "waitType", wait_event AS "waitEvent",
      extract(epoch FROM clock_timestamp() - xact_start) AS "transactionSeconds",
      extract(epoch FROM clock_timestamp() - query_start) AS "querySeconds",
      extract(epoch FROM clock_timestamp() - backend_start) AS "sessionSeconds", query
    FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() ORDER BY a.pid LIMIT 500`,
  locks: `SELECT w.pid, w.locktype, w.mode, coalesce(c.relname, w.transactionid::text, w.objid::text) AS object,
      b.pid AS blocker, a.query, o.query AS "blockerQuery", extract(epoch FROM clock_timestamp() - a.query_start) AS seconds
    FROM pg_locks w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b(pid)
      LEFT JOIN pg_class c ON c.oid = w.relation
      LEFT JOIN pg_stat_activity a ON a.pid = w.pid LEFT JOIN pg_stat_activity o ON o.pid = b.pid
    WHERE NOT w.granted ORDER BY w.pid, b.pid LIMIT 500`,
  statements: `SELECT queryid::text AS id, left(query, 2000) AS query, calls, total_exec_time AS total, mean_exec_time AS mean,
      max_exec_time AS max, rows, wal_bytes AS wal
    FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 50`,
  tables: `SELECT schemaname AS schema, relname AS name, n_live_tup AS rows, pg_table_size(relid) AS "tableBytes",
      pg_indexes_size(relid) AS "indexBytes", seq_scan AS scans, idx_scan AS "indexScans",
      n_tup_ins + n_tup_upd + n_tup_del AS changes
    FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC, relname LIMIT 100`,
} as const;

export async function overview(core: DatabaseCore, user: string): Promise<object> {
  const answer: Record<string, unknown> = { counters: counters(core), database: core.name, user };
  for (const [name, text] of Object.entries(panels)) {
    answer[name] = shown(await runQuery(core, { user, text, readOnly: true, untracked: true }));
  }
  return answer;
}

/** Rows as objects, or why there are none. */
function shown({ results, error }: QueryOutcome): object {
  if (error !== null) return { error: error.message };
  const { columns, rows } = results[0]!;
  return { rows: rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i]!.name, value]))) };
}

/** Totals since the start; the page makes rates of them. */
function counters(core: DatabaseCore): object {
  const { statistics, transactions, durable } = core;
  let succeeded = 0;
  let failed = 0;
  let bounds: readonly number[] = [];
  let latency: number[] = [];
  for (const { seconds, ...kind } of Object.values(statistics.kinds)) {
    succeeded += kind.succeeded;
    for (const count of kind.failed.values()) failed += count;
    bounds = seconds.bounds;
    latency = seconds.counts.map((count, i) => count + (latency[i] ?? 0));
  }
  const { accepted, closed } = statistics.connections;
  return {
    atMs: performance.now(),
    statements: succeeded,
    failed,
    commits: transactions.commits + statistics.immediateReads,
    rollbacks: transactions.rollbacks,
    connections: accepted - closed,
    walBytes: durable?.log.writtenBytes ?? 0,
    deadlocks: transactions.deadlocks,
    latency: { bounds, counts: latency },
    memoryBytes: process.memoryUsage().rss,
  };
}
