import { expect, queryWorkload } from '../lib/query-workload.mjs';

export default queryWorkload({
  title: 'count with a predicate over 1 M rows',
  set: 'big',
  sql: 'SELECT count(*) AS n FROM big WHERE x < 500000',
  floors: [{ peer: 'PostgreSQL 15', times: 4 }],
  count: 5,
  check: (rows) => expect(Math.abs(Number(rows[0].n) - 500_000) < 5, 'count'),
});
