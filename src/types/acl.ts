/**
 * Access privileges as aclitem writes them, `grantee=rw/grantor` (the manual, "Privileges"): a letter for each privilege, a star
 * behind those that may be granted on, no grantee for PUBLIC. The scalar is that text in its only form.
 */
import { sqlError } from '../errors/index.ts';
import type { Oid, TextContext } from './type-def.ts';

/** Letters in the order in which they are written. */
export const aclLetters = 'arwdDxtXUCTcsA';

export interface AclItem {
  /** 0 is PUBLIC. */
  readonly grantee: Oid;
  readonly grantor: Oid;
  readonly privileges: ReadonlySet<string>;
  readonly grantable: ReadonlySet<string>;
}

const owner: Oid = 10;

/** Gives the plain name of a role; null: it is gone. */
export type RoleNames = (role: Oid) => string | null;

function roleText(role: Oid, names: RoleNames): string {
  const name = names(role);
  if (name === null) return String(role);
  return /^\w+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function formatAcl(item: AclItem, context: TextContext): string {
  return formatAclItem(item, (role) => {
    const name = context.names?.roleName(role) ?? null;
    return name?.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  });
}

export function formatAclItem({ grantee, grantor, privileges, grantable }: AclItem, names: RoleNames): string {
  const letters = [...aclLetters].map((letter) =>
    privileges.has(letter) ? (grantable.has(letter) ? `${letter}*` : letter) : '',
  );
  const to = grantee === 0 ? '' : roleText(grantee, names);
  return `${to}=${letters.join('')}/${roleText(grantor, names)}`;
}

const word = /[ \t\n\v\f\r]*((?:"(?:[^"]|"")*"|[\w\x80-\uffff])*)[ \t\n\v\f\r]*/y;

class AclScanner {
  readonly text: string;
  at = 0;
  constructor(text: string) {
    this.text = text;
  }
  name(): string {
    word.lastIndex = this.at;
    const match = word.exec(this.text)!;
    this.at = word.lastIndex;
    return match[1]!.replaceAll(/"((?:[^"]|"")*)"/g, (_, quoted: string) => quoted.replaceAll('""', '"'));
  }
  take(symbol: string): boolean {
    if (this.text[this.at] !== symbol) return false;
    this.at++;
    return true;
  }
}

function roleOf(name: string, context: TextContext): Oid {
  const known = context.names?.roleOid(`"${name.replaceAll('"', '""')}"`) ?? null;
  if (known === null && /^\d+$/.test(name)) return Number(name);
  if (known === null) throw sqlError('undefined_object', `role "${name}" does not exist`);
  return known;
}

export function parseAcl(text: string, context: TextContext): AclItem {
  const bad = (message: string, hint?: string) =>
    sqlError('invalid_text_representation', message, { ...(hint !== undefined && { hint }) });
  const scanner = new AclScanner(text);
  let name = scanner.name();
  if (text[scanner.at] !== '=') {
    if (name !== 'user' && name !== 'group') {
      throw bad(`unrecognized key word: "${name}"`, 'ACL key word must be "group" or "user".');
    }
    name = scanner.name();
    if (name === '') throw bad('missing name', 'A name must follow the "group" or "user" key word.');
  }
  if (!scanner.take('=')) throw bad('missing "=" sign');
  const privileges = new Set<string>();
  const grantable = new Set<string>();
  let last = '';
  for (;;) {
    const letter = text[scanner.at];
    if (letter === undefined || !/[A-Za-z*]/.test(letter)) break;
    scanner.at++;
    if (letter === '*') grantable.add(last);
    else if (aclLetters.includes(letter)) privileges.add((last = letter));
    else throw bad(`invalid mode character: must be one of "${aclLetters}"`);
  }
  const grantee = name === '' ? 0 : roleOf(name, context);
  let grantor = owner;
  if (scanner.take('/')) {
    const by = scanner.name();
    if (by === '') throw bad('a name must follow the "/" sign');
    grantor = roleOf(by, context);
  }
  if (/\S/.test(text.slice(scanner.at))) throw bad('extra garbage at the end of the ACL specification');
  return { grantee, grantor, privileges, grantable };
}
