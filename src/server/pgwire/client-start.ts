/**
 * A client from its first byte to its session: encryption, start-up packet, authentication, and the settings that it asks for
 * ("Message Flow → Start-up").
 */
import { SqlError } from '../../errors/index.ts';
import { type DatabaseCore, Session, type SessionNetwork } from '../../session/index.ts';
import { FieldReader } from '../../types/binary/field-reader.ts';
import { characterSetName, characterSetNumber } from '../../types/character-sets.ts';
import { clientCharset } from '../../types/charsets/index.ts';
import type { Gate } from '../access/gatekeeper.ts';
import type { ConnectionRequest } from '../access/host-rules.ts';
import { Authentication, type TlsFacts } from './authentication.ts';
import type { Message, MessageReader } from './message-reader.ts';
import type { MessageWriter } from './message-writer.ts';
import { type EncryptionMethod, readStartup, type StartupRequest } from './startup.ts';
import { applyOptions } from './startup-options.ts';
import type { Transport } from './transport.ts';

export interface StartOptions {
  readonly core: DatabaseCore;
  readonly gate: Gate;
  /** Of a connection over TCP. */
  readonly network?: SessionNetwork;
}

/** 'entered': the client has shown who it is. */
export type StartStep = 'more' | 'entered' | Extract<StartupRequest, { kind: 'cancel' }>;

/** Parameters of the start-up packet that are no settings. */
const ofConnection: ReadonlySet<string> = new Set(['user', 'database', 'replication', 'options']);

export class ClientStart {
  private readonly options: StartOptions;
  private readonly transport: Transport;
  private readonly reader: MessageReader;
  private readonly writer: MessageWriter;
  private parameters: ReadonlyMap<string, string> = new Map();
  private authentication: Authentication | null = null;
  private request: ConnectionRequest | null = null;
  /** A client may ask once for each, and over TLS for nothing more. */
  private readonly asked = new Set<EncryptionMethod>();
  /** Set when the connection goes over TLS. */
  tls: TlsFacts | null = null;
  /** How long the client is to wait for the news that it has not shown who it is, in ms. */
  failureDelayMs = 0;

  constructor(options: StartOptions, transport: Transport, reader: MessageReader, writer: MessageWriter) {
    this.options = options;
    this.transport = transport;
    this.reader = reader;
    this.writer = writer;
  }

  /** It has sent a start-up packet, so it speaks the protocol. */
  get speaks(): boolean {
    return this.request !== null;
  }

  /** Throws FATAL errors. */
  hear(message: Message): StartStep {
    return message.type === 0 ? this.hearPacket(message.payload) : this.hearAuthentication(message);
  }

  private hearPacket(payload: Buffer): StartStep {
    const packet = readStartup(payload, this.asked);
    switch (packet.kind) {
      case 'encryption':
        this.encrypt(packet.method);
        return 'more';
      case 'cancel':
        return packet;
      case 'startup':
        return this.begin(packet);
    }
  }

  private encrypt(method: EncryptionMethod): void {
    const { transport } = this;
    this.asked.add(method);
    const isPossible = method === 'tls' && transport.encrypt !== undefined;
    if (isPossible) this.asked.add('gss');
    if (!isPossible) transport.write(Buffer.from('N'));
    // Whoever sent it, it was not encrypted.
    if (!this.reader.isEmpty) {
      const request = method === 'tls' ? 'SSL request' : 'GSSAPI encryption request';
      const detail = 'This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.';
      throw new SqlError('08P01', `received unencrypted data after ${request}`, { detail }, 'FATAL');
    }
    if (!isPossible) return;
    transport.write(Buffer.from('S'));
    transport.encrypt!();
  }

  private begin({ minor, parameters, unrecognized }: Extract<StartupRequest, { kind: 'startup' }>): StartStep {
    this.reader.startup = false;
    this.parameters = parameters;
    if (minor > 0 || unrecognized.length > 0) {
      this.writer
        .begin('v')
        .int32(3 << 16)
        .int32(unrecognized.length);
      for (const name of unrecognized) this.writer.cstring(name);
      this.writer.end();
    }
    const user = parameters.get('user');
    if (user === undefined || user === '') {
      throw new SqlError('28000', 'no PostgreSQL user name specified in startup packet', {}, 'FATAL');
    }
    const { core, gate, network } = this.options;
    const database = parameters.get('database') || user;
    this.request = { user, database, address: network?.client.address ?? null, encrypted: this.tls !== null };
    const method = gate.admit(this.request);
    this.authentication = new Authentication(method, user, core, this.tls);
    return this.authentication.begin(this.writer) ? 'entered' : 'more';
  }

  private hearAuthentication(message: Message): StartStep {
    // Others from its address may have failed since it was admitted, or taken the last place.
    this.options.gate.admit(this.request!);
    try {
      const isDone = this.authentication!.handle(message.type, new FieldReader(message.payload), this.writer);
      return isDone ? 'entered' : 'more';
    } catch (error) {
      this.failureDelayMs = this.options.gate.failed(this.request!);
      throw error;
    }
  }

  /** The session of a client that has entered, with its settings. `opened` is called before they are applied. */
  openSession(opened: (session: Session) => void): void {
    const { core, gate, network } = this.options;
    const { user, database } = this.request!;
    gate.enter(this.request!);
    this.writer.authentication(0);
    if (database !== core.name && !core.answersTo(database)) {
      throw new SqlError('3D000', `database "${database}" does not exist`, {}, 'FATAL');
    }
    const session = new Session(core, {
      user,
      databaseName: database,
      onNotice: (notice) => this.writer.notice(notice),
      ...(network && { network }),
    });
    opened(session);
    // What is said by name wins over what is said in them, wherever they stand.
    const options = this.parameters.get('options');
    if (options !== undefined) applyOptions(session.settings, options);
    checkEncoding(this.parameters.get('client_encoding'));
    for (const [name, value] of this.parameters) {
      if (!ofConnection.has(name)) session.settings.setAtStart(name, value);
    }
    session.settings.start();
  }
}

/** A set without a conversion is refused in other words than by SET. */
function checkEncoding(name: string | undefined): void {
  const number = name === undefined ? undefined : characterSetNumber(name);
  if (number === undefined || clientCharset(name!) !== undefined) return;
  const message = `conversion between ${characterSetName(number)} and UTF8 is not supported`;
  throw new SqlError('0A000', message, {}, 'FATAL');
}
