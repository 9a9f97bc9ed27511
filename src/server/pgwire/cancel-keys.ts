/** The secrets of BackendKeyData, by which another connection may cancel a session's statement. */
import { timingSafeEqual } from 'node:crypto';
import type { Host } from '../../host/index.ts';
import type { Session } from '../../session/index.ts';

export class CancelKeys {
  private readonly host: Host;
  private readonly keys = new Map<number, { readonly session: Session; readonly secret: number }>();

  constructor(host: Host) {
    this.host = host;
  }

  add(session: Session): number {
    const secret = Buffer.from(this.host.randomBytes(4)).readInt32BE();
    this.keys.set(session.processId, { session, secret });
    return secret;
  }

  remove(processId: number): void {
    this.keys.delete(processId);
  }

  /** A wrong secret does nothing, and says nothing. */
  cancel(processId: number, secret: number): void {
    const entry = this.keys.get(processId);
    if (entry === undefined) return;
    const given = Buffer.alloc(4);
    const known = Buffer.alloc(4);
    given.writeInt32BE(secret);
    known.writeInt32BE(entry.secret);
    if (timingSafeEqual(given, known)) entry.session.interrupts.cancel();
  }
}
