/** A server over the directory given, in a process of its own; tells its URL. With small limits, so that checkpoints run under load. */
import { Database } from '../../src/index.ts';

const db = Database.open(process.argv[2]!, {
  allowUnencryptedStorage: true,
  checkpointWalBytes: 1 << 16,
  walSegmentBytes: 1 << 17,
  cacheBytes: 1 << 16,
});
const server = await db.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${server.url}\n`);
