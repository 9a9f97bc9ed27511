/**
 * Who may connect from where, and how they show who they are: lines in the form of pg_hba.conf ("The pg_hba.conf File"), of which the
 * first that fits decides. TYPE is host, hostssl or hostnossl; DATABASE and USER are all or names between commas; ADDRESS is all,
 * an address, an address with a mask length, or samehost; METHOD is scram-sha-256, trust, cert or reject.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { isLoopback } from '../../config/index.ts';

export const methods = ['scram-sha-256', 'trust', 'cert', 'reject'] as const;
export type Method = (typeof methods)[number];

export interface ConnectionRequest {
  readonly database: string;
  readonly user: string;
  /** Of the client; null: it is in this process. */
  readonly address: string | null;
  readonly encrypted: boolean;
}

interface HostRule {
  /** null: with TLS or without. */
  readonly encrypted: boolean | null;
  /** null: all. */
  readonly databases: ReadonlySet<string> | null;
  readonly users: ReadonlySet<string> | null;
  readonly addresses: BlockList | null;
  readonly method: Method;
}

/** The file, or one of its lines, is wrong; the message has the line. */
export class HostRuleError extends Error {}

export class HostRules {
  private readonly rules: readonly HostRule[];

  private constructor(rules: readonly HostRule[]) {
    this.rules = rules;
  }

  static parse(text: string, path: string): HostRules {
    const rules = text.split(/\r?\n/).flatMap((raw, i): HostRule[] => {
      const line = raw.replace(/#.*$/, '').trim();
      return line === '' ? [] : [parseRule(line, `${path}, line ${i + 1}`)];
    });
    if (rules.length === 0) throw new HostRuleError(`${path}: there is no rule, so nobody could connect`);
    return new HostRules(rules);
  }

  /** Everybody from everywhere with a password; from this machine without one where `trust` says so. */
  static standard(trust: boolean): HostRules {
    const everybody = { encrypted: null, databases: null, users: null };
    const password: HostRule = { ...everybody, addresses: null, method: 'scram-sha-256' };
    const local: HostRule = { ...everybody, addresses: loopback(), method: 'trust' };
    return new HostRules(trust ? [local, password] : [password]);
  }

  /** null: no rule fits. */
  methodFor(request: ConnectionRequest): Method | null {
    return this.rules.find((rule) => fits(rule, request))?.method ?? null;
  }
}

function fits(rule: HostRule, { database, user, address, encrypted }: ConnectionRequest): boolean {
  if (rule.encrypted !== null && rule.encrypted !== encrypted) return false;
  if (rule.databases !== null && !rule.databases.has(database)) return false;
  if (rule.users !== null && !rule.users.has(user)) return false;
  return rule.addresses === null || (address !== null && holds(rule.addresses, address));
}

function holds(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function loopback(): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  return list;
}

function parseRule(line: string, place: string): HostRule {
  const words = line.split(/\s+/);
  const [type, databases, users, address, method, ...more] = words;
  if (!['host', 'hostssl', 'hostnossl'].includes(type!)) {
    throw new HostRuleError(`${place}: a rule begins with host, hostssl or hostnossl, not "${type}"`);
  }
  if (method === undefined || more.length > 0) {
    throw new HostRuleError(
      `${place}: a rule is TYPE DATABASE USER ADDRESS METHOD, and this has ${words.length} words`,
    );
  }
  if (!methods.includes(method as Method)) {
    throw new HostRuleError(`${place}: the method is one of ${methods.join(', ')}, not "${method}"`);
  }
  if (method === 'cert' && type !== 'hostssl') throw new HostRuleError(`${place}: cert needs hostssl`);
  if (method === 'trust' && !isLocal(address!)) {
    throw new HostRuleError(`${place}: trust is for loopback addresses only (127.0.0.0/8, ::1), not for "${address}"`);
  }
  return {
    encrypted: type === 'host' ? null : type === 'hostssl',
    databases: names(databases!, place),
    users: names(users!, place),
    addresses: addressList(address!, place),
    method: method as Method,
  };
}

/** What else PostgreSQL has in the place of a name. */
const specialName = /^(?:[+@/]|(?:sameuser|samerole|samegroup|replication)$)/;

function names(word: string, place: string): ReadonlySet<string> | null {
  const special = word.split(',').find((name) => specialName.test(name));
  if (special !== undefined) throw new HostRuleError(`${place}: names or all are understood, not "${special}"`);
  const list = word.split(',').map((name) => name.replace(/^"(.*)"$/, '$1'));
  return list.includes('all') && !word.includes('"all"') ? null : new Set(list);
}

function isLocal(address: string): boolean {
  if (address === 'samehost') return true;
  const [host, length] = address.split('/');
  return isLoopback(host!) && (length === undefined || (isIPv6(host!) ? length === '128' : Number(length) >= 8));
}

function addressList(word: string, place: string): BlockList | null {
  if (word === 'all') return null;
  if (word === 'samehost') return loopback();
  const [address, length, ...more] = word.split('/');
  const family = isIP(address!);
  const bits = family === 6 ? 128 : 32;
  if (
    family === 0 ||
    more.length > 0 ||
    (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= bits))
  ) {
    throw new HostRuleError(`${place}: "${word}" is not all, samehost, an address, or an address/length`);
  }
  const list = new BlockList();
  list.addSubnet(address!, length === undefined ? bits : Number(length), family === 6 ? 'ipv6' : 'ipv4');
  return list;
}
