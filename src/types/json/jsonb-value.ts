/**
 * The value of type jsonb, a tree of one class. Numbers are kept as numeric, with their scale. The keys of an object are
 * unique and in PostgreSQL's order, by length in bytes and then by bytes, so that a member is found by halving.
 */
import { combineHashes, hashString, mixInt32 } from '../hash.ts';
import { Numeric } from '../numeric-value.ts';
import { compareText, utf8Length } from '../text-order.ts';
import { jsonDepthMax, tooDeep } from './json-parser.ts';

export type JsonbKind = 'null' | 'string' | 'number' | 'boolean' | 'array' | 'object';

const noKeys: readonly string[] = [];
const noItems: readonly Jsonb[] = [];

export class Jsonb {
  readonly kind: JsonbKind;
  /** Of scalars: null, string, boolean, Numeric. */
  readonly scalar: null | string | boolean | Numeric;
  /** Of an object: its keys in order. */
  readonly keys: readonly string[];
  /** Elements of an array; values of an object, each at its key's index. */
  readonly items: readonly Jsonb[];
  /** Levels of containers. */
  readonly depth: number;

  private constructor(
    kind: JsonbKind,
    scalar: null | string | boolean | Numeric,
    keys: readonly string[],
    items: readonly Jsonb[],
    depth: number,
  ) {
    this.kind = kind;
    this.scalar = scalar;
    this.keys = keys;
    this.items = items;
    this.depth = depth;
  }

  static readonly null = new Jsonb('null', null, noKeys, noItems, 0);
  static readonly true = new Jsonb('boolean', true, noKeys, noItems, 0);
  static readonly false = new Jsonb('boolean', false, noKeys, noItems, 0);
  static readonly emptyArray = new Jsonb('array', null, noKeys, noItems, 1);
  static readonly emptyObject = new Jsonb('object', null, noKeys, noItems, 1);

  static string(value: string): Jsonb {
    return new Jsonb('string', value, noKeys, noItems, 0);
  }
  static number(value: Numeric): Jsonb {
    return new Jsonb('number', value, noKeys, noItems, 0);
  }
  static integer(value: number | bigint): Jsonb {
    return new Jsonb('number', Numeric.fromInteger(value), noKeys, noItems, 0);
  }
  static boolean(value: boolean): Jsonb {
    return value ? Jsonb.true : Jsonb.false;
  }
  static array(items: readonly Jsonb[]): Jsonb {
    return new Jsonb('array', null, noKeys, items, levelsOver(items));
  }
  /** Keys in any order; of equal ones the last counts. */
  static object(keys: readonly string[], values: readonly Jsonb[]): Jsonb {
    return isOrdered(keys) ? Jsonb.ordered(keys, values) : sortedObject(keys, values);
  }
  /** Keys are unique and in order already. */
  static ordered(keys: readonly string[], values: readonly Jsonb[]): Jsonb {
    return new Jsonb('object', null, keys, values, levelsOver(values));
  }

  get isContainer(): boolean {
    return this.kind === 'array' || this.kind === 'object';
  }

  /** Index of a key, or where it would stand as -1 - index. */
  findKey(key: string): number {
    const { keys } = this;
    let low = 0;
    let high = keys.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = compareKeys(keys[middle]!, key);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1 - low;
  }

  /** Member of an object; undefined when there is none, or this is no object. */
  member(key: string): Jsonb | undefined {
    if (this.kind !== 'object') return undefined;
    const index = this.findKey(key);
    return index < 0 ? undefined : this.items[index];
  }

  /** Element of an array, counted from its end when negative; undefined when there is none, or this is no array. */
  element(index: number): Jsonb | undefined {
    if (this.kind !== 'array') return undefined;
    return this.items[index < 0 ? this.items.length + index : index];
  }
}

function levelsOver(items: readonly Jsonb[]): number {
  let depth = 0;
  for (let i = 0; i < items.length; i++) if (items[i]!.depth > depth) depth = items[i]!.depth;
  if (depth >= jsonDepthMax) throw tooDeep();
  return depth + 1;
}

/** By length in bytes, then by bytes. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return utf8Length(a) - utf8Length(b) || compareText(a, b);
}

function isOrdered(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (compareKeys(keys[i - 1]!, keys[i]!) >= 0) return false;
  return true;
}

function sortedObject(keys: readonly string[], values: readonly Jsonb[]): Jsonb {
  const last = new Map<string, Jsonb>();
  for (let i = 0; i < keys.length; i++) last.set(keys[i]!, values[i]!);
  const sorted = [...last.keys()].sort(compareKeys);
  return Jsonb.ordered(
    sorted,
    sorted.map((key) => last.get(key)!),
  );
}

/** Order of kinds: arrays and objects stand behind all scalars. */
const rank: Readonly<Record<JsonbKind, number>> = { null: 0, string: 1, number: 2, boolean: 3, array: 16, object: 17 };

/** Order of two scalars of one kind. */
export function compareScalars(a: Jsonb, b: Jsonb): number {
  switch (a.kind) {
    case 'string':
      return compareText(a.scalar as string, b.scalar as string);
    case 'number':
      return (a.scalar as Numeric).compare(b.scalar as Numeric);
    case 'boolean':
      return Number(a.scalar) - Number(b.scalar);
    default:
      return 0;
  }
}

/**
 * Order of documents. PostgreSQL keeps a document that is a scalar as an array of one element, and it compares as such: with
 * an array it is less unless that is empty.
 */
export function compareJsonb(a: Jsonb, b: Jsonb): number {
  if (a.isContainer && b.isContainer) return compareNested(a, b);
  if (!a.isContainer && !b.isContainer) return compareNested(a, b);
  const scalarFirst = !a.isContainer;
  const container = scalarFirst ? b : a;
  const order = container.kind === 'array' && container.items.length === 0 ? 1 : -1;
  return scalarFirst ? order : -order;
}

function compareNested(a: Jsonb, b: Jsonb): number {
  if (a.kind !== b.kind) return rank[a.kind] - rank[b.kind];
  if (!a.isContainer) return compareScalars(a, b);
  if (a.items.length !== b.items.length) return a.items.length - b.items.length;
  for (let i = 0; i < a.items.length; i++) {
    if (a.kind === 'object') {
      const order = compareText(a.keys[i]!, b.keys[i]!);
      if (order !== 0) return order;
    }
    const order = compareNested(a.items[i]!, b.items[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

export function equalJsonb(a: Jsonb, b: Jsonb): boolean {
  return a === b || compareNested(a, b) === 0;
}

export function hashJsonb(value: Jsonb): number {
  switch (value.kind) {
    case 'null':
      return 1;
    case 'boolean':
      return value.scalar === true ? 2 : 3;
    case 'string':
      return hashString(value.scalar as string);
    case 'number':
      return (value.scalar as Numeric).hash();
    default: {
      let hash = value.kind === 'array' ? 4 : 5;
      for (let i = 0; i < value.items.length; i++) {
        if (value.kind === 'object') hash = combineHashes(hash, hashString(value.keys[i]!));
        hash = combineHashes(hash, hashJsonb(value.items[i]!));
      }
      return mixInt32(hash);
    }
  }
}
