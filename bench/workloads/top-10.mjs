import { expect, queryWorkload } from '../lib/query-workload.mjs';

export default queryWorkload({
  title: 'top 10 of 1 M rows',
  set: 'big',
  sql: 'SELECT id, g, x, s FROM big ORDER BY x DESC LIMIT 10',
  floors: [{ peer: 'PostgreSQL 15', times: 4 }],
  check: (rows) => expect(rows.length === 10 && rows[0].x > rows[9].x, 'order'),
});
