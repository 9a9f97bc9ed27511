import { expect, queryWorkload } from '../lib/query-workload.mjs';

export default queryWorkload({
  title: 'GROUP BY over 1 M rows, 100 groups',
  set: 'big',
  sql: 'SELECT g, count(*) AS n, sum(x) AS total, avg(y) AS mean FROM big GROUP BY g',
  floors: [{ peer: 'PostgreSQL 15', times: 10 }],
  check: (rows) => {
    expect(rows.length === 100, 'groups');
    expect(
      rows.every((row) => Number(row.n) === 10_000),
      'counts',
    );
    expect(rows.reduce((sum, row) => sum + Number(row.total), 0) === 500000523754, 'sum of sums');
  },
});
