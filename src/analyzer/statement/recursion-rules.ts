/**
 * WITH RECURSIVE over the syntax tree: which items refer to which, in what order they must be bound, and where a reference to
 * the query itself may not stand ("WITH Queries").
 */
import { sqlError } from '../../errors/index.ts';
import type { CommonTableExpression, QueryBody, SelectStatement, WithClause } from '../../parser/ast/index.ts';

type Place = 'ok' | 'nonRecursive' | 'sublink' | 'outerJoin' | 'intersect' | 'except';

const refusals: Readonly<Record<Exclude<Place, 'ok'>, string>> = {
  nonRecursive: 'within its non-recursive term',
  sublink: 'within a subquery',
  outerJoin: 'within an outer join',
  intersect: 'within INTERSECT',
  except: 'within EXCEPT',
};

interface AnyNode {
  readonly kind?: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is AnyNode {
  return value !== null && typeof value === 'object';
}

/** Calls `visit` for references to relations by a bare name, WITH items of inner queries that hide it left out. */
function references(node: unknown, names: ReadonlySet<string>, visit: (name: string, location: number) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) references(item, names, visit);
    return;
  }
  if (!isNode(node)) return;
  if (node.kind === 'relation') {
    const parts = (node['name'] as { parts: readonly string[] }).parts;
    if (parts.length === 1 && names.has(parts[0]!)) visit(parts[0]!, node['location'] as number);
  }
  const inner = node['with'] as WithClause | null | undefined;
  const visible = inner ? new Set([...names].filter((name) => !inner.items.some((item) => item.name === name))) : names;
  for (const value of Object.values(node)) references(value, visible, visit);
}

export function refersTo(item: CommonTableExpression, name: string): boolean {
  let found = false;
  references(item.query, new Set([name]), () => {
    found = true;
  });
  return found;
}

/** Items so that each comes after those it refers to. */
export function dependencyOrder(items: readonly CommonTableExpression[]): readonly CommonTableExpression[] {
  const names = new Set(items.map((item) => item.name));
  const needs = new Map<CommonTableExpression, Set<string>>();
  for (const item of items) {
    const own = new Set<string>();
    references(item.query, names, (name) => {
      if (name !== item.name) own.add(name);
    });
    needs.set(item, own);
  }
  const ordered: CommonTableExpression[] = [];
  const done = new Set<string>();
  while (ordered.length < items.length) {
    const next = items.find((item) => !done.has(item.name) && [...needs.get(item)!].every((name) => done.has(name)));
    if (!next) {
      const stuck = items.find((item) => !done.has(item.name))!;
      throw sqlError('feature_not_supported', 'mutual recursion between WITH items is not implemented', {
        location: stuck.location,
      });
    }
    ordered.push(next);
    done.add(next.name);
  }
  return ordered;
}

/** Raises 42P19 unless the query is `base UNION [ALL] step` with one allowed reference to itself, in `step`. */
export function checkRecursion(item: CommonTableExpression): void {
  const { name, query } = item;
  if (query.kind !== 'select') {
    throw sqlError('invalid_recursion', `recursive query "${name}" must not contain data-modifying statements`, {
      location: item.location,
    });
  }
  const body = unwrap(query);
  if (body.kind !== 'setOperation' || body.op !== 'union') {
    throw sqlError(
      'invalid_recursion',
      `recursive query "${name}" does not have the form non-recursive-term UNION [ALL] recursive-term`,
      { location: item.location },
    );
  }
  const walk = new RecursionWalk(name);
  walk.visit(body.left, 'nonRecursive');
  walk.visit(body.right, 'ok');
  if (query.with) walk.visit(query.with, 'sublink');
  const tail = [
    ['ORDER BY', query.orderBy[0]?.value.location],
    ['OFFSET', query.offset?.location],
    ['LIMIT', query.limit?.count?.location],
    ['FOR UPDATE/SHARE', query.locking[0]?.location],
  ] as const;
  for (const [clause, location] of tail) {
    if (location === undefined) continue;
    throw sqlError('feature_not_supported', `${clause} in a recursive query is not implemented`, { location });
  }
}

/** A query in parentheses with nothing around it is the query itself. */
function unwrap(query: SelectStatement): QueryBody {
  let body = query.body;
  while (body.kind === 'nested' && body.query.orderBy.length === 0 && !body.query.limit && !body.query.with) {
    body = body.query.body;
  }
  return body;
}

export function recursiveBody(query: SelectStatement): QueryBody & { kind: 'setOperation' } {
  // checkRecursion has seen that it is one.
  return unwrap(query) as QueryBody & { kind: 'setOperation' };
}

class RecursionWalk {
  private readonly name: string;
  private count = 0;

  constructor(name: string) {
    this.name = name;
  }

  visit(node: unknown, place: Place): void {
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item, place);
      return;
    }
    if (!isNode(node)) return;
    switch (node.kind) {
      case 'relation':
        this.reference(node, place);
        break;
      case 'select':
        if ((node['with'] as WithClause | null)?.items.some((item) => item.name === this.name)) return;
        break;
      case 'setOperation':
        this.setOperation(node, place);
        return;
      case 'join':
        this.join(node, place);
        return;
      case 'subquery':
      case 'exists':
      case 'arraySubquery':
        this.visit(node['query'], place === 'nonRecursive' ? place : 'sublink');
        return;
      case 'in':
      case 'quantified':
        this.visit([node['arg'], node['left'], node['list'], node['array']], place);
        this.visit(node['query'], place === 'nonRecursive' ? place : 'sublink');
        return;
    }
    for (const value of Object.values(node)) this.visit(value, place);
  }

  private reference(node: AnyNode, place: Place): void {
    const parts = (node['name'] as { parts: readonly string[] }).parts;
    if (parts.length !== 1 || parts[0] !== this.name) return;
    const location = node['location'] as number;
    if (place !== 'ok') {
      throw sqlError(
        'invalid_recursion',
        `recursive reference to query "${this.name}" must not appear ${refusals[place]}`,
        { location },
      );
    }
    if (++this.count > 1) {
      throw sqlError(
        'invalid_recursion',
        `recursive reference to query "${this.name}" must not appear more than once`,
        {
          location,
        },
      );
    }
  }

  private setOperation(node: AnyNode, place: Place): void {
    const all = node['all'] as boolean;
    const inside = (refusal: Place): Place => (place === 'nonRecursive' ? place : refusal);
    switch (node['op']) {
      case 'intersect':
        this.visit([node['left'], node['right']], all ? inside('intersect') : place);
        return;
      case 'except':
        this.visit(node['left'], all ? inside('except') : place);
        this.visit(node['right'], inside('except'));
        return;
      default:
        this.visit([node['left'], node['right']], place);
    }
  }

  private join(node: AnyNode, place: Place): void {
    const type = node['type'];
    const nulled: Place = place === 'ok' ? 'outerJoin' : place;
    this.visit(node['left'], type === 'right' || type === 'full' ? nulled : place);
    this.visit(node['right'], type === 'left' || type === 'full' ? nulled : place);
    this.visit(node['on'], place);
  }
}
