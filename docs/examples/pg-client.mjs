import { Database } from 'aiondb';
import pg from 'pg';

const db = Database.inMemory();

// Over a port: anything that speaks PostgreSQL's protocol can connect.
const server = await db.listen({ host: '127.0.0.1', port: 0 }); // 0: a free port, found in server.port and server.url
const overPort = new pg.Client({ connectionString: server.url });
await overPort.connect();
await overPort.query('CREATE TABLE t (id int PRIMARY KEY, v text)');
await overPort.query('INSERT INTO t VALUES ($1, $2)', [1, 'hello']);
await overPort.end();

// Without a port: the driver writes to a stream in this process.
const overStream = new pg.Client({ stream: () => db.stream(), database: 'default', user: 'postgres' });
await overStream.connect();
console.log((await overStream.query('SELECT v FROM t WHERE id = $1', [1])).rows); // [ { v: 'hello' } ]
await overStream.end();

// In process: the same rows, with no protocol at all.
console.log(db.connect().execute('SELECT * FROM t').rows); // [ { id: 1, v: 'hello' } ]

await server.close();
