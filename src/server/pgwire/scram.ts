/**
 * The server's side of SCRAM-SHA-256 ("SASL Authentication", RFC 5802, RFC 7677). A role that does not exist, or has no
 * password, gets an exchange that looks the same and fails at its end.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SqlError } from '../../errors/index.ts';
import type { Host } from '../../host/index.ts';
import { type ScramVerifier, scramIterations } from '../../session/index.ts';
import { malformed, ScramAttributes, strictBase64 } from './scram-attributes.ts';

interface Verifier extends ScramVerifier {
  readonly real: boolean;
}

/** The salt of a role that is not there must be the same each time it is asked. */
const decoySecret = new Map<Host, Buffer>();
function decoyVerifier(user: string, host: Host): Verifier {
  let secret = decoySecret.get(host);
  if (secret === undefined) decoySecret.set(host, (secret = Buffer.from(host.randomBytes(32))));
  const derive = (label: string): Buffer => createHmac('sha256', secret).update(label).update(user).digest();
  return {
    iterations: scramIterations,
    salt: derive('salt').subarray(0, 16),
    storedKey: derive('stored'),
    serverKey: derive('server'),
    real: false,
  };
}

/** What the exchange goes over. */
interface Channel {
  /** For SCRAM-SHA-256-PLUS; null: it is not offered. */
  readonly binding: Buffer | null;
}

const protocol = (message: string): SqlError => new SqlError('08P01', message, {}, 'FATAL');

export class ScramServer {
  private readonly verifier: Verifier;
  private readonly user: string;
  private readonly serverNonce: string;
  private readonly channel: Channel;
  private clientFirstBare = '';
  private serverFirst = '';
  private gs2: Buffer = Buffer.alloc(0);
  private nonce = '';

  constructor(user: string, verifier: ScramVerifier | null, host: Host, channel: Channel = { binding: null }) {
    this.user = user;
    this.channel = channel;
    this.verifier = verifier === null ? decoyVerifier(user, host) : { ...verifier, real: true };
    this.serverNonce = Buffer.from(host.randomBytes(18)).toString('base64');
  }

  /** client-first-message → server-first-message; `bound`: the client chose the mechanism with channel binding. */
  first(message: Buffer, bound = false): string {
    const attributes = new ScramAttributes(message);
    this.readBinding(attributes, bound);
    if (attributes.peek() === 'a') {
      throw new SqlError('0A000', 'client uses authorization identity, but it is not supported', {}, 'FATAL');
    }
    if (attributes.peek() !== ',') {
      throw malformed(`Unexpected attribute "${attributes.shown()}" in client-first-message.`);
    }
    attributes.position++;
    this.gs2 = Buffer.from(attributes.upTo(attributes.position), 'latin1');
    if (bound) this.gs2 = Buffer.concat([this.gs2, this.channel.binding!]);
    this.clientFirstBare = attributes.rest;
    if (attributes.peek() === 'm') {
      throw new SqlError('0A000', 'client requires an unsupported SCRAM extension', {}, 'FATAL');
    }
    // Who it is was said in the start-up packet.
    attributes.value('n');
    const nonce = attributes.value('r');
    if (!/^[!-~]*$/.test(nonce)) throw protocol('non-printable characters in SCRAM nonce');
    while (attributes.peek() !== '') attributes.any();
    this.nonce = nonce + this.serverNonce;
    const { salt, iterations } = this.verifier;
    this.serverFirst = `r=${this.nonce},s=${salt.toString('base64')},i=${iterations}`;
    return this.serverFirst;
  }

  private readBinding(attributes: ScramAttributes, bound: boolean): void {
    const flag = attributes.peek();
    if (flag === 'p') {
      if (!bound) {
        throw malformed(
          'The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.',
        );
      }
      const type = attributes.value('p');
      if (type !== 'tls-server-end-point') throw protocol(`unsupported SCRAM channel-binding type "${type}"`);
      return;
    }
    if (flag !== 'n' && flag !== 'y') throw malformed(`Unexpected channel-binding flag "${attributes.shown()}".`);
    if (bound) {
      throw malformed(
        'The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel binding data.',
      );
    }
    // Somebody in between may have taken the offer out of the server's list.
    if (flag === 'y' && this.channel.binding !== null) {
      const detail =
        'The client supports SCRAM channel binding but thinks the server does not.  However, this server does support channel binding.';
      throw new SqlError('28000', 'SCRAM channel binding negotiation error', { detail }, 'FATAL');
    }
    attributes.position++;
    attributes.comma();
  }

  /** client-final-message → server-final-message; 28P01 when the proof is not that of the password. */
  final(message: Buffer): string {
    const attributes = new ScramAttributes(message);
    if (attributes.value('c') !== this.gs2.toString('base64')) {
      if (this.gs2[0] !== 112) throw protocol('unexpected SCRAM channel-binding attribute in client-final-message');
      throw new SqlError('28000', 'SCRAM channel binding check failed', {}, 'FATAL');
    }
    const nonce = attributes.value('r');
    let before: number;
    let last: { readonly name: string; readonly value: string };
    do {
      before = attributes.position - 1;
      last = attributes.any();
    } while (last.name !== 'p');
    const proof = strictBase64(last.value);
    if (proof?.length !== 32) throw malformed('Malformed proof in client-final-message.');
    if (attributes.peek() !== '') throw malformed('Garbage found at the end of client-final-message.');
    if (nonce !== this.nonce) {
      throw new SqlError('08P01', 'invalid SCRAM response', { detail: 'Nonce does not match.' }, 'FATAL');
    }
    const signed = Buffer.from(`${this.clientFirstBare},${this.serverFirst},${attributes.upTo(before)}`, 'latin1');
    const { storedKey, serverKey, real } = this.verifier;
    const signature = createHmac('sha256', storedKey).update(signed).digest();
    const clientKey = Buffer.from(proof.map((byte, i) => byte ^ signature[i]!));
    const given = createHash('sha256').update(clientKey).digest();
    if (!timingSafeEqual(given, storedKey) || !real) {
      throw new SqlError('28P01', `password authentication failed for user "${this.user}"`, {}, 'FATAL');
    }
    return `v=${createHmac('sha256', serverKey).update(signed).digest('base64')}`;
  }
}
