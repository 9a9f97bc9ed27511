import { Database } from 'aiondb';

const db = Database.inMemory();
const sql = `SELECT 12::int8 AS big, 1.50::numeric AS price, date '2024-02-29' AS day, ARRAY[1, 2] AS list`;

const asPg = db.connect();
const { big, price, day, list } = asPg.execute(sql).rows[0];
console.log(big, price, day.getDate(), list); // 12 1.50 29 [ 1, 2 ]
console.log(typeof big, typeof price, day instanceof Date); // string string true

const plain = db.connect({ values: { int8: 'bigint', numeric: 'number', date: 'string', timestamp: 'string' } });
console.log(plain.execute(sql).rows[0]); // { big: 12n, price: 1.5, day: '2024-02-29', list: [ 1, 2 ] }
