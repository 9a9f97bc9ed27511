/** Types pg_snapshot and txid_snapshot: `xmin:xmax:xip,...`. The scalar is that text, in its only form. */
import { defineType, outputString } from './define-type.ts';
import { invalidSyntax } from './text-scan.ts';
import type { TypeDef } from './type-def.ts';

export interface SnapshotParts {
  readonly xmin: bigint;
  readonly xmax: bigint;
  readonly running: readonly bigint[];
}

const idMax = 18446744073709551615n;
const form = /^[ \t\n\v\f\r]*\+?(\d+):[ \t\n\v\f\r]*\+?(\d+):((?:[ \t\n\v\f\r]*\+?\d+(?:,|$))*)$/;

function parseId(text: string): bigint {
  const id = BigInt(text.trim().replace('+', ''));
  return id > idMax ? idMax : id;
}

/** Ids in order, each between the bounds; an id written twice counts once. */
export function parseSnapshot(text: string): string {
  const match = form.exec(text);
  if (match === null) throw invalidSyntax('pg_snapshot', text);
  const xmin = parseId(match[1]!);
  const xmax = parseId(match[2]!);
  if (xmin === 0n || xmax < xmin) throw invalidSyntax('pg_snapshot', text);
  const running: bigint[] = [];
  let last = 0n;
  for (const part of match[3]!.split(',')) {
    if (part === '') continue;
    const id = parseId(part);
    if (id < xmin || id >= xmax || id < last) throw invalidSyntax('pg_snapshot', text);
    if (id !== last) running.push(id);
    last = id;
  }
  return `${xmin}:${xmax}:${running.join(',')}`;
}

/** Of a scalar. */
export function snapshotParts(value: string): SnapshotParts {
  const [xmin, xmax, running] = value.split(':') as [string, string, string];
  return {
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    running: running === '' ? [] : running.split(',').map(BigInt),
  };
}

const snapshot = {
  category: 'U',
  align: 'd',
  scalar: 'text',
  input: parseSnapshot,
  output: outputString,
  compare: null,
  hash: null,
} as const;

export const snapshotTypes: readonly TypeDef[] = [
  defineType({ ...snapshot, oid: 2970, name: 'txid_snapshot', arrayOid: 2949 }),
  defineType({ ...snapshot, oid: 5038, name: 'pg_snapshot', arrayOid: 5039 }),
];
