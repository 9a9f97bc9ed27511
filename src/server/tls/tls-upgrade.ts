/** Takes sockets over to TLS in the middle of their stream, as SSLRequest asks ("SSL Session Encryption"). */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { TlsFacts } from '../pgwire/authentication.ts';
import { type TlsContext, type TlsIdentity, tlsContext } from './tls-context.ts';

export class TlsUpgrade {
  private context: TlsContext;
  private readonly server: TlsServer;
  /** Sockets in their handshakes, by their four ends. */
  private readonly waiting = new Map<string, Handshake>();

  /** Throws when the identity cannot be used. */
  constructor(identity: TlsIdentity) {
    this.context = tlsContext(identity);
    // The server listens on nothing: sockets are given to it. It is what verifies clients' certificates.
    this.server = createServer({
      ...serverIdentity(identity),
      requestCert: identity.clientCa !== null,
      // Who has none hears of it in the protocol.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    });
    this.server.on('secureConnection', (socket) => {
      const handshake = this.take(socket);
      if (handshake === undefined) return;
      const { endPointHash, clientCertificates } = handshake.context;
      handshake.done(socket, {
        endPointHash,
        clientName: clientName(socket),
        lacksCertificate: clientCertificates && !socket.authorized,
      });
    });
    this.server.on('tlsClientError', (_error, socket) => {
      const handshake = this.take(socket);
      socket.destroy();
      handshake?.raw.destroy();
    });
  }

  /** Connections that come later have the new identity. Throws, and changes nothing, when it cannot be used. */
  renew(identity: TlsIdentity): void {
    const context = tlsContext(identity);
    if (context.clientCertificates !== this.context.clientCertificates) {
      throw new Error('whether clients need certificates is decided when the server starts');
    }
    this.server.setSecureContext(serverIdentity(identity));
    this.context = context;
  }

  private take(socket: TLSSocket): Handshake | undefined {
    const key = endsOf(socket);
    const handshake = this.waiting.get(key);
    this.waiting.delete(key);
    return handshake;
  }

  /** Calls `done` after the handshake; a socket whose handshake fails is destroyed. */
  start(socket: Socket, done: (socket: TLSSocket, facts: TlsFacts) => void): void {
    const key = endsOf(socket);
    this.waiting.set(key, { raw: socket, done, context: this.context });
    socket.once('close', () => this.waiting.delete(key));
    this.server.emit('connection', socket);
  }
}

interface Handshake {
  readonly raw: Socket;
  /** With which it began: it may be renewed meanwhile. */
  readonly context: TlsContext;
  readonly done: (socket: TLSSocket, facts: TlsFacts) => void;
}

function serverIdentity({ certificate, key, clientCa }: TlsIdentity): { cert: string; key: string; ca?: string } {
  return { cert: certificate, key, ...(clientCa === null ? {} : { ca: clientCa }) };
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

function clientName(socket: TLSSocket): string | null {
  if (!socket.authorized) return null;
  const name: string | string[] | undefined = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : null;
}
