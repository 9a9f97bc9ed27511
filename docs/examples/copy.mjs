import { Database } from 'aiondb';

const connection = Database.inMemory().connect();
connection.execute('CREATE TABLE t (a int, b text)');
console.log(await connection.copyFrom('COPY t FROM STDIN (FORMAT csv)', ['1,one\n', '2,"two, ', 'too"\n'])); // 2

let size = 0;
for await (const piece of connection.copyTo('COPY t TO STDOUT')) size += piece.length;
console.log(size); // 17
