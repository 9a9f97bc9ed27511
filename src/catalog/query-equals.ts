/**
 * When two sub-queries are the same. Every text that is analysed gets numbers of its own for its relations, selects and WITH
 * queries, so `(SELECT max(b) FROM t2 WHERE t2.a = t1.a)` in the select list and in GROUP BY differ in nothing but those. They are
 * the same if the numbers of one can be renamed to those of the other; numbers that an enclosing query defines must agree as they
 * are. Names count, as they do in PostgreSQL: with other aliases it is another query.
 */
import type { Datum } from '../types/type-def.ts';
import type { BoundSubquery } from './tree.ts';

/** Where something was written, and how where that is for deparse alone. */
const ignored: ReadonlySet<string> = new Set([
  'location',
  'collationLocation',
  'context',
  'written',
  'syntax',
  'references',
]);
const relKeys: ReadonlySet<string> = new Set(['rel', 'testRel', 'sourceRel', 'excludedRel']);

/** Numbers of one kind: which of one tree stands for which of the other. */
class Renaming {
  private readonly forward = new Map<number, number>();
  private readonly backward = new Map<number, number>();
  private readonly defined = new Set<number>();

  pair(a: number, b: number, defines: boolean): boolean {
    if (defines) this.defined.add(a);
    const known = this.forward.get(a);
    if (known !== undefined) return known === b;
    if (this.backward.has(b)) return false;
    this.forward.set(a, b);
    this.backward.set(b, a);
    return true;
  }
  /** Uses may come before definitions, so this is asked at the end. A definition is paired with a definition, as their nodes are. */
  get isWithin(): boolean {
    for (const [a, b] of this.forward) if (a !== b && !this.defined.has(a)) return false;
    return true;
  }
}

type Fields = Readonly<Record<string, unknown>>;

class Comparison {
  private readonly datumEquals: (a: Datum, b: Datum) => boolean;
  private readonly rels = new Renaming();
  private readonly selects = new Renaming();
  private readonly ctes = new Renaming();

  constructor(datumEquals: (a: Datum, b: Datum) => boolean) {
    this.datumEquals = datumEquals;
  }

  get isWithin(): boolean {
    return this.rels.isWithin && this.selects.isWithin && this.ctes.isWithin;
  }

  same(a: unknown, b: unknown): boolean {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
    if (Array.isArray(a)) {
      return Array.isArray(b) && a.length === b.length && a.every((item, i) => this.same(item, b[i]));
    }
    return this.sameFields(a as Fields, b as Fields);
  }

  private sameFields(a: Fields, b: Fields): boolean {
    if (a['kind'] !== b['kind']) return false;
    for (const key in a) if (!ignored.has(key) && !this.sameField(key, a, b)) return false;
    for (const key in b) if (!ignored.has(key) && !(key in a) && b[key] !== undefined) return false;
    return true;
  }

  private sameField(key: string, a: Fields, b: Fields): boolean {
    const x = a[key];
    const y = b[key];
    if (typeof x === 'number' && typeof y === 'number') {
      // A column says of which relation it is; every other node with such a number is where the relation comes from.
      if (relKeys.has(key)) return this.rels.pair(x, y, a['kind'] !== 'var');
      if (key === 'query') return this.selects.pair(x, y, false);
      if (key === 'cte') return this.ctes.pair(x, y, false);
      if (key === 'id') return (a['kind'] === 'select' ? this.selects : this.ctes).pair(x, y, true);
      return Object.is(x, y);
    }
    if (key === 'rels') return this.sameRels(x as readonly number[], y as readonly number[]);
    if (key === 'value' && a['kind'] === 'const') return this.datumEquals(x as Datum, y as Datum);
    return this.same(x, y);
  }

  /** Of the tables that FOR UPDATE locks. */
  private sameRels(a: readonly number[], b: readonly number[]): boolean {
    return a.length === b.length && a.every((rel, i) => this.rels.pair(rel, b[i]!, false));
  }
}

export function subqueryEquals(
  a: BoundSubquery,
  b: BoundSubquery,
  datumEquals: (a: Datum, b: Datum) => boolean,
): boolean {
  const comparison = new Comparison(datumEquals);
  return comparison.same(a, b) && comparison.isWithin;
}
