/** Makes dist/core.*.cache: runs what most processes run first, so that V8 keeps its code too. */
import { makeCache } from '../dist/core-loader.js';

makeCache(({ index: { Database } }) => {
  const connection = Database.inMemory().connect();
  const run = (text, parameters) => connection.execute(text, parameters);
  run('CREATE TABLE a (id int PRIMARY KEY, b text, c numeric DEFAULT 0, d timestamptz DEFAULT now())');
  run('CREATE TABLE e (id serial PRIMARY KEY, a int REFERENCES a, f jsonb)');
  run('CREATE INDEX ON e (a)');
  run("INSERT INTO a (id, b) VALUES (1, 'x'), (2, 'y') RETURNING id");
  run('INSERT INTO e (a, f) VALUES ($1, $2)', [1, { g: 1 }]);
  run('UPDATE a SET b = $1 WHERE id = $2', ['z', 2]);
  run('SELECT a.b, count(*) FROM a LEFT JOIN e ON e.a = a.id WHERE a.id > 0 GROUP BY a.b ORDER BY 1 LIMIT 5');
  run('BEGIN');
  run('DELETE FROM e WHERE id = 1');
  run('ROLLBACK');
  connection.prepare('SELECT * FROM a WHERE id = $1').all(1);
  connection.close();
});
