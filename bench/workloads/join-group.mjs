import { expect, queryWorkload } from '../lib/query-workload.mjs';

export default queryWorkload({
  title: 'join 1 K × 100 K with GROUP BY',
  set: 'join',
  sql: 'SELECT d.name, count(*) AS n, sum(f.x) AS total FROM fact f JOIN dim d ON f.dim_id = d.id GROUP BY d.name',
  floors: [{ peer: 'PostgreSQL 15', times: 3 }],
  count: 10,
  check: (rows) => {
    expect(rows.length === 10 && rows.every((row) => Number(row.n) === 10_000), 'groups');
    expect(rows.reduce((sum, row) => sum + Number(row.total), 0) === 5000050000, 'sum of sums');
  },
});
