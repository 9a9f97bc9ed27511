/**
 * A jsonb with something changed at a path: what jsonb_set(), jsonb_insert(), `#-` and assignment to subscripts do. The nodes
 * on the way to the place are made anew, the rest is shared.
 */
import { sqlError } from '../../errors/index.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import { pathIndex } from './json-node.ts';

export interface PathChange {
  /**
   * 'replace' what is there; 'set' also where nothing is; 'before' and 'after' insert beside an element; 'delete';
   * 'assign' as 'set', and makes the containers and elements that are missing on the way.
   */
  readonly kind: 'replace' | 'set' | 'before' | 'after' | 'delete' | 'assign';
  readonly path: readonly (string | null)[];
  readonly value: Jsonb | null;
}

/** Elements that one assignment may add: as many as PostgreSQL's memory for an array in the making holds. */
const elementsMax = 2 ** 24;

function creates(change: PathChange): boolean {
  return change.kind !== 'replace' && change.kind !== 'delete';
}

export function changeAtPath(target: Jsonb, change: PathChange, level = 0): Jsonb {
  const step = change.path[level];
  if (step === null) {
    throw sqlError('null_value_not_allowed', `path element at position ${level + 1} is null`);
  }
  if (target.kind === 'array') return changeArray(target, change, level);
  if (target.kind === 'object') return changeObject(target, change, level);
  if (change.kind === 'assign') {
    throw sqlError('invalid_parameter_value', 'cannot replace existing key', {
      detail: 'The path assumes key is a composite object, but it is a scalar value.',
    });
  }
  return target;
}

function changeObject(target: Jsonb, change: PathChange, level: number): Jsonb {
  const key = change.path[level]!;
  const last = level === change.path.length - 1;
  const index = target.findKey(key);
  if (index < 0) {
    if (last ? !creates(change) : change.kind !== 'assign') return target;
    const at = -1 - index;
    const value = last ? change.value! : missingPath(change, level + 1);
    return Jsonb.ordered(target.keys.toSpliced(at, 0, key), target.items.toSpliced(at, 0, value));
  }
  if (!last) {
    return Jsonb.ordered(target.keys, target.items.with(index, changeAtPath(target.items[index]!, change, level + 1)));
  }
  switch (change.kind) {
    case 'before':
    case 'after':
      throw sqlError('invalid_parameter_value', 'cannot replace existing key', {
        hint: 'Try using the function jsonb_set to replace key value.',
      });
    case 'delete':
      return Jsonb.ordered(target.keys.toSpliced(index, 1), target.items.toSpliced(index, 1));
    default:
      return Jsonb.ordered(target.keys, target.items.with(index, change.value!));
  }
}

function changeArray(target: Jsonb, change: PathChange, level: number): Jsonb {
  const { items } = target;
  const count = items.length;
  const last = level === change.path.length - 1;
  const step = change.path[level]!;
  const given = pathIndex(step);
  if (given === null) {
    throw sqlError('invalid_text_representation', `path element at position ${level + 1} is not an integer: "${step}"`);
  }
  const index = given < 0 ? count + given : given;
  if (index < 0 && change.kind === 'assign') {
    throw sqlError('invalid_parameter_value', `path element at position ${level + 1} is out of range: ${given}`);
  }
  if (index < 0 || index >= count) {
    if (last ? !creates(change) : change.kind !== 'assign') return target;
    if (index < 0) return Jsonb.array([change.value!, ...items]);
    const before = change.kind === 'assign' ? index - count : 0;
    checkAdded(before);
    const value = last ? change.value! : missingPath(change, level + 1, before);
    return Jsonb.array([...items, ...nulls(before), value]);
  }
  if (!last) return Jsonb.array(items.with(index, changeAtPath(items[index]!, change, level + 1)));
  switch (change.kind) {
    case 'before':
      return Jsonb.array(items.toSpliced(index, 0, change.value!));
    case 'after':
      return Jsonb.array(items.toSpliced(index + 1, 0, change.value!));
    case 'delete':
      return Jsonb.array(items.toSpliced(index, 1));
    default:
      return Jsonb.array(items.with(index, change.value!));
  }
}

function checkAdded(count: number): void {
  if (count <= elementsMax) return;
  throw sqlError(
    'program_limit_exceeded',
    `number of jsonb array elements exceeds the maximum allowed (${elementsMax})`,
  );
}

function nulls(count: number): Jsonb[] {
  return new Array<Jsonb>(count).fill(Jsonb.null);
}

/** The containers that a path leads through where there are none: arrays for integers, else objects. `added`: elements so far. */
function missingPath(change: PathChange, level: number, added = 0): Jsonb {
  let count = added;
  let value = change.value!;
  for (let i = change.path.length - 1; i >= level; i--) {
    const step = change.path[i]!;
    if (step === null) throw sqlError('null_value_not_allowed', `path element at position ${i + 1} is null`);
    const index = pathIndex(step);
    const before = Math.max(index ?? 0, 0);
    checkAdded((count += before));
    value = index === null ? Jsonb.ordered([step], [value]) : Jsonb.array([...nulls(before), value]);
  }
  return value;
}
