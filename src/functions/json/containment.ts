/** jsonb_contains() and jsonb_exists(): the operators @> <@ ? ?| ?&. */
import type { PgArray } from '../../types/array-value.ts';
import { compareJsonb, compareScalars, hashJsonb, type Jsonb } from '../../types/json/jsonb-value.ts';
import { scalar } from '../scalar/define.ts';

function equalScalars(a: Jsonb, b: Jsonb): boolean {
  return a.kind === b.kind && compareScalars(a, b) === 0;
}

/** Elements of an array; a document that is a scalar counts as an array of it. */
function elements(value: Jsonb): readonly Jsonb[] {
  return value.kind === 'array' ? value.items : [value];
}

function contains(whole: Jsonb, part: Jsonb): boolean {
  if ((whole.kind === 'object') !== (part.kind === 'object')) return false;
  if (whole.kind === 'object') return containsMembers(whole, part);
  if (!whole.isContainer && part.kind === 'array') return false;
  return containsElements(elements(whole), elements(part));
}

function containsMembers(whole: Jsonb, part: Jsonb): boolean {
  if (whole.items.length < part.items.length) return false;
  for (let i = 0; i < part.keys.length; i++) {
    const found = whole.member(part.keys[i]!);
    if (found === undefined || !containsValue(found, part.items[i]!)) return false;
  }
  return true;
}

function containsValue(whole: Jsonb, part: Jsonb): boolean {
  if (whole.kind !== part.kind) return false;
  if (whole.kind === 'object') return containsMembers(whole, part);
  if (whole.kind === 'array') return containsElements(whole.items, part.items);
  return compareScalars(whole, part) === 0;
}

/** From this many comparisons on the scalars of the whole are put into a table first. */
const tableFrom = 64;

function containsElements(whole: readonly Jsonb[], part: readonly Jsonb[]): boolean {
  if (whole.length * part.length < tableFrom) {
    // Loops without callbacks: the stack holds one frame a level for documents as deep as may be.
    for (const wanted of part) {
      let found = false;
      for (let i = 0; i < whole.length && !found; i++) {
        found = wanted.isContainer ? containsValue(whole[i]!, wanted) : equalScalars(whole[i]!, wanted);
      }
      if (!found) return false;
    }
    return true;
  }
  const scalars = new Map<number, Jsonb[]>();
  const containers: Jsonb[] = [];
  for (const item of whole) {
    if (item.isContainer) {
      containers.push(item);
      continue;
    }
    const hash = hashJsonb(item);
    const bucket = scalars.get(hash);
    if (bucket === undefined) scalars.set(hash, [item]);
    else if (!bucket.some((known) => equalScalars(known, item))) bucket.push(item);
  }
  return part.every((wanted) =>
    wanted.isContainer
      ? containers.some((item) => containsValue(item, wanted))
      : scalars.get(hashJsonb(wanted))?.some((item) => equalScalars(item, wanted)) === true,
  );
}

function exists(value: Jsonb, key: string): boolean {
  if (value.kind === 'object') return value.findKey(key) >= 0;
  return elements(value).some((item) => item.kind === 'string' && item.scalar === key);
}

/** The same for many keys. */
function existsIn(value: Jsonb): (key: string) => boolean {
  if (value.kind === 'object') return (key) => value.findKey(key) >= 0;
  const texts = new Set(elements(value).map((item) => (item.kind === 'string' ? item.scalar : null)));
  return (key) => texts.has(key);
}

function keysOf(keys: PgArray): string[] {
  return keys.values.filter((key): key is string => key !== null);
}

export const jsonbContainment = [
  scalar(4046, 'jsonb_contains', 'jsonb jsonb', 'bool', contains),
  scalar(4050, 'jsonb_contained', 'jsonb jsonb', 'bool', (part: Jsonb, whole: Jsonb) => contains(whole, part)),
  scalar(4047, 'jsonb_exists', 'jsonb text', 'bool', exists),
  scalar(4048, 'jsonb_exists_any', 'jsonb _text', 'bool', (value: Jsonb, keys: PgArray) =>
    keysOf(keys).some(existsIn(value)),
  ),
  scalar(4049, 'jsonb_exists_all', 'jsonb _text', 'bool', (value: Jsonb, keys: PgArray) =>
    keysOf(keys).every(existsIn(value)),
  ),
  scalar(4044, 'jsonb_cmp', 'jsonb jsonb', 'int4', (a: Jsonb, b: Jsonb) => Math.sign(compareJsonb(a, b))),
];
