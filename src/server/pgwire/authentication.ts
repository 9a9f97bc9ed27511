/** How a client shows who it is ("SASL Authentication"), once it is decided what is asked of it. */
import { SqlError } from '../../errors/index.ts';
import { type DatabaseCore, verifierOfRole } from '../../session/index.ts';
import type { FieldReader } from '../../types/binary/field-reader.ts';
import type { Method } from '../access/host-rules.ts';
import { badMessage } from './bind-message.ts';
import type { MessageWriter } from './message-writer.ts';
import { ScramServer } from './scram.ts';

/** Of a connection over TLS. */
export interface TlsFacts {
  /** Common name of the client's certificate, if it has one that was verified. */
  readonly clientName: string | null;
  /** Clients need a certificate, and this has none that was verified. */
  readonly lacksCertificate: boolean;
  /** Of the server's certificate, for channel binding; null: there is none. */
  readonly endPointHash: Buffer | null;
}

const plain = 'SCRAM-SHA-256';
const bound = 'SCRAM-SHA-256-PLUS';

export class Authentication {
  private readonly scram: ScramServer | null;
  private readonly offered: readonly string[];
  /** What the client is to say next. */
  private step: 'mechanism' | 'first' | 'final' = 'mechanism';
  private mechanism = plain;

  constructor(method: Exclude<Method, 'reject'>, user: string, core: DatabaseCore, tls: TlsFacts | null) {
    if (tls?.lacksCertificate === true) {
      throw new SqlError('28000', 'connection requires a valid client certificate', {}, 'FATAL');
    }
    if (method === 'cert' && (tls?.clientName ?? null) !== user) {
      throw new SqlError('28000', `certificate authentication failed for user "${user}"`, {}, 'FATAL');
    }
    const binding = tls?.endPointHash ?? null;
    this.offered = binding === null ? [plain] : [bound, plain];
    this.scram =
      method === 'scram-sha-256' ? new ScramServer(user, verifierOfRole(core, user), core.host, { binding }) : null;
  }

  /** Asks the client for what is needed; true: nothing is. */
  begin(writer: MessageWriter): boolean {
    if (this.scram === null) return true;
    writer.authentication(10, Buffer.from(`${this.offered.join('\0')}\0\0`));
    return false;
  }

  /** True: the client has shown who it is. Throws 28P01 when it has not. */
  handle(type: number, fields: FieldReader, writer: MessageWriter): boolean {
    const { scram } = this;
    if (type !== 112 || scram === null) {
      throw new SqlError('08P01', `expected SASL response, got message type ${type}`, {}, 'FATAL');
    }
    switch (this.step) {
      case 'mechanism': {
        const mechanism = fields.cstring();
        if (!this.offered.includes(mechanism)) {
          throw new SqlError('08P01', 'client selected an invalid SASL authentication mechanism', {}, 'FATAL');
        }
        this.mechanism = mechanism;
        const first = fields.sized();
        fields.end(badMessage);
        if (first === null) {
          // It is asked for.
          this.step = 'first';
          writer.authentication(11, Buffer.alloc(0));
        } else this.first(scram, first, writer);
        return false;
      }
      case 'first':
        this.first(scram, fields.rest(), writer);
        return false;
      case 'final':
        writer.authentication(12, Buffer.from(scram.final(fields.rest())));
        return true;
    }
  }

  private first(scram: ScramServer, message: Buffer, writer: MessageWriter): void {
    writer.authentication(11, Buffer.from(scram.first(message, this.mechanism === bound)));
    this.step = 'final';
  }
}
