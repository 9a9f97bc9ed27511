/**
 * ASSUME two sockets that a server has accepted, one of which is not built as Node's are. DO send to both in turn, then leave.
 * ASSERT each hears its own bytes, which later ones do not overwrite, and the server closes when both have gone.
 */
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readingSocket } from '../../src/server/shared-reads.ts';

for (const foreign of [false, true]) {
  test(foreign ? "Node's own reads" : 'reads into one buffer', async () => {
    const heard: Buffer[][] = [];
    const sockets: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (accepted) => {
      if (foreign) Object.defineProperty(accepted, '_handle', { get: () => ({}), configurable: true });
      const mine: Buffer[] = [];
      heard.push(mine);
      const socket = readingSocket(accepted, (bytes) => {
        mine.push(bytes);
        socket.write(`${bytes.length}`);
      });
      if (foreign) Reflect.deleteProperty(accepted, '_handle');
      assert.is(socket === accepted, foreign);
      sockets.push(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    for (let round = 0; round < 3; round++) {
      for (const [i, client] of clients.entries()) {
        client.write(`${i}${round}`.repeat(2 + i));
        await new Promise((resolve) => client.once('data', resolve));
      }
    }
    assert.equal(heard.map((pieces) => Buffer.concat(pieces).toString()).sort(), [
      '000001010202',
      '101010111111121212',
    ]);
    for (const client of clients) client.end();
    await new Promise((resolve) => server.close(resolve));
  });
}

test.run();
