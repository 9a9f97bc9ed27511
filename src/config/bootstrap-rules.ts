/** What the bootstrap user may be called, and what its password must be. */
import { OptionError } from './option.ts';

const nameBytesMax = 63;
const passwordCharactersMin = 12;

/** Throws OptionError with every rule that is broken. */
export function checkBootstrapUser(name: string): void {
  const broken: string[] = [];
  if (Buffer.byteLength(name) > nameBytesMax) broken.push(`is longer than ${nameBytesMax} bytes`);
  if (/^pg_/.test(name)) broken.push('begins with "pg_", which is for roles of the system');
  if (name === 'public' || name === 'none') broken.push('is reserved');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) broken.push('has control characters');
  refuse('--bootstrap-user: the name', broken);
}

export function checkBootstrapPassword(password: string, user: string): void {
  const broken: string[] = [];
  if ([...password].length < passwordCharactersMin) broken.push(`has fewer than ${passwordCharactersMin} characters`);
  if (!/\p{Ll}/u.test(password)) broken.push('has no lower-case letter');
  if (!/\p{Lu}/u.test(password)) broken.push('has no upper-case letter');
  if (!/\p{Nd}/u.test(password)) broken.push('has no digit');
  if (!/[^\p{L}\p{N}\s]/u.test(password)) broken.push('has no symbol');
  if (password.toLowerCase() === user.toLowerCase()) broken.push("is the role's name");
  if (password.includes('\0')) broken.push('has a null byte');
  refuse('--bootstrap-password: the password', broken);
}

function refuse(subject: string, broken: readonly string[]): void {
  if (broken.length === 0) return;
  const last = broken.at(-1)!;
  const all = broken.length === 1 ? last : `${broken.slice(0, -1).join(', ')} and ${last}`;
  throw new OptionError(`${subject} ${all}`);
}
