/**
 * Who is logged in to the console: a cookie that scripts cannot read and other sites cannot send, and a token that only our page
 * knows, which every request that does something has to carry. Logins end when nobody has used them for a while, at the latest
 * after half a day; there are so many at most.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface Login {
  readonly id: string;
  readonly user: string;
  readonly token: string;
  readonly beganMs: number;
  usedMs: number;
}

const cookieName = 'aiondb_console';
const idleMaxMs = 30 * 60_000;
const ageMaxMs = 12 * 60 * 60_000;
const loginsMax = 200;

export class ConsoleLogins {
  /** Oldest first. */
  private readonly logins = new Map<string, Login>();

  add(user: string): Login {
    const now = performance.now();
    for (const [id, login] of this.logins) if (isOver(login, now)) this.logins.delete(id);
    for (const id of this.logins.keys()) {
      if (this.logins.size < loginsMax) break;
      this.logins.delete(id);
    }
    const login = { id: randomBytes(32).toString('hex'), user, token: newToken(), beganMs: now, usedMs: now };
    this.logins.set(login.id, login);
    return login;
  }

  remove(login: Login): void {
    this.logins.delete(login.id);
  }

  /** Of the request with these cookies. */
  find(cookies: string | undefined): Login | null {
    const match = new RegExp(`(?:^|;\\s*)${cookieName}=([0-9a-f]{64})(?:;|$)`).exec(cookies ?? '');
    const login = match === null ? undefined : this.logins.get(match[1]!);
    if (login === undefined) return null;
    const now = performance.now();
    if (isOver(login, now)) {
      this.logins.delete(login.id);
      return null;
    }
    login.usedMs = now;
    return login;
  }
}

function isOver({ beganMs, usedMs }: Login, now: number): boolean {
  return now - usedMs > idleMaxMs || now - beganMs > ageMaxMs;
}

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

export function isToken(given: unknown, token: string): boolean {
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}

/** `value` '': the browser forgets it. */
export function cookieHeader(value: string): string {
  return `${cookieName}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${value === '' ? 0 : ageMaxMs / 1000}`;
}
