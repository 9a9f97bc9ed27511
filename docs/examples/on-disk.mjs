import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'aiondb';

const dir = mkdtempSync(join(tmpdir(), 'aiondb-'));
const db = Database.open(join(dir, 'data'), { allowUnencryptedStorage: true });
const conn = db.connect();
conn.execute('CREATE TABLE note (id int PRIMARY KEY, body text)');
conn.execute("INSERT INTO note VALUES (1, 'kept')"); // on disk when it returns

await db.backup(join(dir, 'copy')); // while others use the database
db.close(); // a last checkpoint; without it, the next opening replays the log

const again = Database.open(join(dir, 'copy'), { allowUnencryptedStorage: true });
console.log(again.connect().execute('SELECT * FROM note').rows); // [ { id: 1, body: 'kept' } ]
again.close();
