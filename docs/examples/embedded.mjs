import { Database } from 'aiondb';

const db = Database.inMemory();
const conn = db.connectAnonymous('default', 'app'); // short for db.connect({ database: 'default', user: 'app' })

conn.execute('CREATE TABLE account (id int PRIMARY KEY, owner text NOT NULL, balance int CHECK (balance >= 0))');
const inserted = conn.execute('INSERT INTO account VALUES ($1, $2, $3), (2, $4, 50)', [1, 'ann', 100, 'ben']);
console.log(inserted.command, inserted.rowCount); // INSERT 2

// execute() is synchronous. The result has rows, fields, rowCount and command, as in pg.
const { rows, fields } = conn.execute('SELECT owner, balance FROM account ORDER BY id');
console.log(rows); // [ { owner: 'ann', balance: 100 }, { owner: 'ben', balance: 50 } ]
console.log(fields.map(({ name, dataTypeID }) => `${name}:${dataTypeID}`)); // [ 'owner:25', 'balance:23' ]

// A prepared statement is planned and compiled once.
const balanceOf = conn.prepare('SELECT balance FROM account WHERE id = $1');
console.log(balanceOf.get(1), balanceOf.get(3)); // { balance: 100 } undefined

// A transaction commits when its function returns, and rolls back when it throws.
try {
  conn.transaction((tx) => {
    tx.execute('UPDATE account SET balance = balance + 80 WHERE id = 1');
    tx.execute('UPDATE account SET balance = balance - 80 WHERE id = 2');
  });
} catch (error) {
  console.log(error.code, error.constraint); // 23514 account_balance_check
}
console.log(balanceOf.get(1)); // { balance: 100 }

// query() gives a promise: it lets the event loop run, waits for other connections' locks, and can be cancelled.
const abort = new AbortController();
setTimeout(() => abort.abort(), 20);
try {
  await conn.query('SELECT pg_sleep(60)', [], { signal: abort.signal });
} catch (error) {
  console.log(error.code, error.message); // 57014 canceling statement due to user request
}

// A fork is an independent database with the same contents. It copies nothing until one of the two is changed.
const copy = db.fork();
copy.connect().execute('DELETE FROM account');
console.log(conn.execute('SELECT count(*)::int AS n FROM account').rows); // [ { n: 2 } ]

db.close();
