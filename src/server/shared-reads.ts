/**
 * Sockets of a server that read into one buffer in turn. Node's own way allocates 64 KB for each read and gives back what was not
 * filled, which for short messages costs more than all else it does with them; `onread` is its way without, but net.Server cannot
 * be asked for it. So the accepted handle is put into a socket made with it. Where Node's sockets are not built that way, they
 * are left as they are.
 */
import { type OnReadOpts, Socket } from 'node:net';

const shared = Buffer.allocUnsafeSlow(65_536);

interface Accepted {
  _handle: { readonly useUserBuffer?: unknown } | null;
  _server: unknown;
}

/** The accepted socket, which must not be reading yet, or one that stands for it; `receive` owns the bytes that it is given. */
export function readingSocket(accepted: Socket, receive: (bytes: Buffer) => void): Socket {
  const parts = accepted as unknown as Accepted;
  const handle = parts._handle;
  if (typeof handle?.useUserBuffer !== 'function' || parts._server === undefined) {
    accepted.on('data', receive);
    accepted.resume();
    return accepted;
  }
  const onread: OnReadOpts = {
    buffer: shared,
    callback: (count, buffer) => {
      receive(Buffer.from(buffer.subarray(0, count)));
      return true;
    },
  };
  const options = { handle, readable: true, writable: true, manualStart: true, onread };
  const socket = new Socket(options);
  // The server counts its connections by its sockets: this one is counted now, the other has nothing to close.
  (socket as unknown as Accepted)._server = parts._server;
  parts._server = null;
  parts._handle = null;
  socket.read(0);
  return socket;
}
