/**
 * The server's side of SCRAM-SHA-256 ("SASL Authentication", RFC 5802, RFC 7677). A role that does not exist, or has no
 * password, gets an exchange that looks the same and fails at its end.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SqlError } from '../../errors/index.ts';
import type { Host } from '../../host/index.ts';
import { type ScramVerifier, scramIterations } from '../../session/index.ts';

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
  first(message: string, bound = false): string {
    const match = /^([ny]|p=[^,]*),([^,]*),((?:m=[^,]*,)?n=[^,]*,r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/.exec(message);
    if (match === null) throw protocol('malformed SCRAM message');
    this.checkBinding(match[1]!, bound);
    if (match[2] !== '') {
      throw new SqlError('0A000', 'client uses authorization identity, but it is not supported', {}, 'FATAL');
    }
    if (match[3]!.startsWith('m=')) {
      throw new SqlError('0A000', 'client requires an unsupported SCRAM extension', {}, 'FATAL');
    }
    this.gs2 = Buffer.from(`${match[1]},,`);
    if (bound) this.gs2 = Buffer.concat([this.gs2, this.channel.binding!]);
    this.clientFirstBare = match[3]!;
    this.nonce = match[4]! + this.serverNonce;
    const { salt, iterations } = this.verifier;
    this.serverFirst = `r=${this.nonce},s=${salt.toString('base64')},i=${iterations}`;
    return this.serverFirst;
  }

  private checkBinding(flag: string, bound: boolean): void {
    const malformed = (detail: string): SqlError =>
      new SqlError('08P01', 'malformed SCRAM message', { detail }, 'FATAL');
    if (flag.startsWith('p=')) {
      if (!bound) {
        throw malformed(
          'The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message includes channel binding data.',
        );
      }
      if (flag === 'p=tls-server-end-point') return;
      throw protocol(`unsupported SCRAM channel-binding type "${flag.slice(2)}"`);
    }
    if (bound) {
      throw malformed(
        'The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel binding data.',
      );
    }
    // Somebody in between may have taken the offer out of the server's list.
    if (flag === 'y' && this.channel.binding !== null) {
      throw new SqlError(
        '28000',
        'SCRAM channel binding negotiation error',
        {
          detail:
            'The client supports SCRAM channel binding but thinks the server does not.  However, this server does support channel binding.',
        },
        'FATAL',
      );
    }
  }

  /** client-final-message → server-final-message; 28P01 when the proof is not that of the password. */
  final(message: string): string {
    const match = /^(c=([^,]+),r=([^,]+)(?:,.*)?),p=([^,]+)$/.exec(message);
    if (match === null) throw protocol('malformed SCRAM message');
    if (!Buffer.from(match[2]!, 'base64').equals(this.gs2)) {
      if (this.gs2.subarray(0, 2).toString() !== 'p=')
        throw protocol('unexpected SCRAM channel-binding attribute in client-final-message');
      throw new SqlError('28000', 'SCRAM channel binding check failed', {}, 'FATAL');
    }
    if (match[3] !== this.nonce) throw protocol('invalid SCRAM response: nonce does not match');
    const authMessage = `${this.clientFirstBare},${this.serverFirst},${match[1]}`;
    const { storedKey, serverKey, real } = this.verifier;
    const signature = createHmac('sha256', storedKey).update(authMessage).digest();
    const proof = Buffer.from(match[4]!, 'base64');
    if (proof.length !== signature.length) throw protocol('malformed SCRAM message');
    const clientKey = Buffer.from(proof.map((byte, i) => byte ^ signature[i]!));
    const given = createHash('sha256').update(clientKey).digest();
    if (!timingSafeEqual(given, storedKey) || !real) {
      throw new SqlError('28P01', `password authentication failed for user "${this.user}"`, {}, 'FATAL');
    }
    return `v=${createHmac('sha256', serverKey).update(authMessage).digest('base64')}`;
  }
}
