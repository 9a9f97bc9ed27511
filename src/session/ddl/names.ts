/** Names that PostgreSQL chooses: t_pkey, t_a_key, t_a_fkey, t_a_check, t_a_seq, t_a_idx; cut to 63 bytes and numbered when taken. */
import type { Catalog } from '../../catalog/index.ts';
import type { Oid } from '../../types/type-def.ts';

const maxNameBytes = 63;
const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The longest prefix of at most `bytes` bytes that cuts no character. */
function clip(text: string, bytes: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** `name1_name2_label`; when too long, the longer of the two names gives way, byte by byte. */
export function makeObjectName(name1: string, name2: string | null, label: string): string {
  const overhead = label.length + 1 + (name2 === null ? 0 : 1);
  const available = maxNameBytes - overhead;
  let bytes1 = byteLength(name1);
  let bytes2 = name2 === null ? 0 : byteLength(name2);
  while (bytes1 + bytes2 > available) {
    if (bytes1 > bytes2) bytes1--;
    else bytes2--;
  }
  const parts = name2 === null ? [clip(name1, bytes1)] : [clip(name1, bytes1), clip(name2, bytes2)];
  return [...parts, label].join('_');
}

function firstFree(name1: string, name2: string | null, label: string, taken: (name: string) => boolean): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!taken(name)) return name;
  }
}

/** Columns joined by `_`, no longer than makes sense in a name. */
export function columnsPart(columns: readonly string[]): string {
  let text = '';
  for (const column of columns) {
    if (text !== '') text += '_';
    text += column;
    if (byteLength(text) > maxNameBytes) break;
  }
  return clip(text, maxNameBytes);
}

/** A name no relation of the schema has and, for the index of a constraint, no constraint either. */
export function chooseRelationName(
  catalog: Catalog,
  schema: Oid,
  name1: string,
  name2: string | null,
  label: string,
  forConstraint: boolean,
): string {
  return firstFree(
    name1,
    name2,
    label,
    (name) =>
      catalog.relationByName(schema, name) !== undefined ||
      (forConstraint && catalog.constraintNameTaken(schema, name)),
  );
}

/** A name no constraint of the schema has, nor any of `others`. */
export function chooseConstraintName(
  catalog: Catalog,
  schema: Oid,
  name1: string,
  name2: string | null,
  label: string,
  others: ReadonlySet<string>,
): string {
  return firstFree(name1, name2, label, (name) => others.has(name) || catalog.constraintNameTaken(schema, name));
}
