/** Functions and operators that make a jsonb from another: || - #- jsonb_set() jsonb_insert() jsonb_strip_nulls(). */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { quoteJson } from '../../types/json/jsonb-text.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import { checkElementCount } from '../../types/size-limits.ts';
import type { Datum } from '../../types/type-def.ts';
import { scalar } from '../scalar/define.ts';
import { type JsonNode, nodeJson, readJson } from './json-node.ts';
import { changeAtPath, type PathChange } from './set-path.ts';

function refuse(message: string): never {
  throw sqlError('invalid_parameter_value', message);
}

function concat(a: Jsonb, b: Jsonb): Jsonb {
  if (a.kind === 'object' && b.kind === 'object') {
    if (a.items.length === 0) return b;
    if (b.items.length === 0) return a;
    checkElementCount(a.items.length + b.items.length);
    return Jsonb.object([...a.keys, ...b.keys], [...a.items, ...b.items]);
  }
  const left = a.kind === 'array' ? a.items : [a];
  const right = b.kind === 'array' ? b.items : [b];
  checkElementCount(left.length + right.length);
  return Jsonb.array([...left, ...right]);
}

function deleteStrings(value: Jsonb, keys: readonly (string | null)[]): Jsonb {
  if (!value.isContainer) refuse('cannot delete from scalar');
  if (value.items.length === 0 || keys.length === 0) return value;
  const wanted = new Set(keys);
  if (value.kind === 'array') {
    return Jsonb.array(value.items.filter((item) => item.kind !== 'string' || !wanted.has(item.scalar as string)));
  }
  const kept = value.keys.map((_, i) => i).filter((i) => !wanted.has(value.keys[i]!));
  return Jsonb.ordered(
    kept.map((i) => value.keys[i]!),
    kept.map((i) => value.items[i]!),
  );
}

function deleteElement(value: Jsonb, given: number): Jsonb {
  if (!value.isContainer) refuse('cannot delete from scalar');
  if (value.kind === 'object') refuse('cannot delete from object using integer index');
  const index = given < 0 ? value.items.length + given : given;
  if (index < 0 || index >= value.items.length) return value;
  return Jsonb.array(value.items.toSpliced(index, 1));
}

/** From the operator an array, from the function its spread arguments. */
function deleteKeys(value: Jsonb | null, ...rest: Datum[]): Jsonb | null {
  const first = rest[0];
  if (value === null || (rest.length === 1 && first === null)) return null;
  if (first instanceof PgArray) {
    checkOneDimension(first);
    return deleteStrings(value, first.values as readonly (string | null)[]);
  }
  return deleteStrings(value, rest as readonly (string | null)[]);
}

function checkOneDimension(path: PgArray): void {
  if (path.dims.length > 1) throw sqlError('array_subscript_error', 'wrong number of array subscripts');
}

function pathOf(path: PgArray): readonly (string | null)[] {
  checkOneDimension(path);
  return path.values as readonly (string | null)[];
}

function deletePath(value: Jsonb, path: PgArray): Jsonb {
  const steps = pathOf(path);
  if (!value.isContainer) refuse('cannot delete path in scalar');
  if (value.items.length === 0 || steps.length === 0) return value;
  return changeAtPath(value, { kind: 'delete', path: steps, value: null });
}

function setPath(value: Jsonb, path: PgArray, replacement: Jsonb, create = true): Jsonb {
  const steps = pathOf(path);
  if (!value.isContainer) refuse('cannot set path in scalar');
  if ((value.items.length === 0 && !create) || steps.length === 0) return value;
  return changeAtPath(value, { kind: create ? 'set' : 'replace', path: steps, value: replacement });
}

function insertPath(value: Jsonb, path: PgArray, replacement: Jsonb, after = false): Jsonb {
  const steps = pathOf(path);
  if (!value.isContainer) refuse('cannot set path in scalar');
  if (steps.length === 0) return value;
  const change: PathChange = { kind: after ? 'after' : 'before', path: steps, value: replacement };
  return changeAtPath(value, change);
}

function setPathLax(
  value: Jsonb | null,
  path: PgArray | null,
  replacement: Jsonb | null,
  create: boolean | null,
  treatment: string | null,
): Jsonb | null {
  if (value === null || path === null || create === null) return null;
  const named = 'null_value_treatment must be "delete_key", "return_target", "use_json_null", or "raise_exception"';
  if (treatment === null) refuse(named);
  if (replacement !== null) return setPath(value, path, replacement, create);
  switch (treatment) {
    case 'raise_exception':
      throw sqlError('null_value_not_allowed', 'JSON value must not be null', {
        detail: 'Exception was raised because null_value_treatment is "raise_exception".',
        hint: 'To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed.',
      });
    case 'use_json_null':
      return setPath(value, path, Jsonb.null, create);
    case 'delete_key':
      return deletePath(value, path);
    case 'return_target':
      return value;
    default:
      return refuse(named);
  }
}

/** Without the members of objects that are null. */
function stripNulls(value: Jsonb): Jsonb {
  if (value.kind === 'array') return Jsonb.array(value.items.map(stripNulls));
  if (value.kind !== 'object') return value;
  const kept = value.keys.map((_, i) => i).filter((i) => value.items[i]!.kind !== 'null');
  return Jsonb.ordered(
    kept.map((i) => value.keys[i]!),
    kept.map((i) => stripNulls(value.items[i]!)),
  );
}

function stripJsonNulls(text: string): string {
  const write = (node: JsonNode): string => {
    switch (node.kind) {
      case 'array':
        return `[${node.items.map(write).join(',')}]`;
      case 'object': {
        const parts: string[] = [];
        node.items.forEach((item, i) => {
          if (item.kind !== 'null') parts.push(`${quoteJson(node.keys[i]!)}:${write(item)}`);
        });
        return `{${parts.join(',')}}`;
      }
      case 'string':
        return quoteJson(node.value);
      default:
        return nodeJson(text, node);
    }
  };
  return write(readJson(text));
}

export const jsonModifyFunctions = [
  scalar(3301, 'jsonb_concat', 'jsonb jsonb', 'jsonb', concat),
  scalar(3302, 'jsonb_delete', 'jsonb text', 'jsonb', (value: Jsonb, key: string) => deleteStrings(value, [key])),
  scalar(3303, 'jsonb_delete', 'jsonb int4', 'jsonb', deleteElement),
  scalar(3343, 'jsonb_delete', 'jsonb text', 'jsonb', deleteKeys, {
    variadic: true,
    // Nulls among spread arguments are elements of the array they make.
    strict: false,
    argNames: ['from_json', 'path_elems'],
  }),
  scalar(3304, 'jsonb_delete_path', 'jsonb _text', 'jsonb', deletePath),
  scalar(3305, 'jsonb_set', 'jsonb _text jsonb bool', 'jsonb', setPath, {
    argNames: ['jsonb_in', 'path', 'replacement', 'create_if_missing'],
    defaults: ['true'],
  }),
  scalar(5054, 'jsonb_set_lax', 'jsonb _text jsonb bool text', 'jsonb', setPathLax, {
    strict: false,
    argNames: ['jsonb_in', 'path', 'replacement', 'create_if_missing', 'null_value_treatment'],
    defaults: ['true', "'use_json_null'::text"],
  }),
  scalar(3579, 'jsonb_insert', 'jsonb _text jsonb bool', 'jsonb', insertPath, {
    argNames: ['jsonb_in', 'path', 'replacement', 'insert_after'],
    defaults: ['false'],
  }),
  scalar(3262, 'jsonb_strip_nulls', 'jsonb', 'jsonb', stripNulls),
  scalar(3261, 'json_strip_nulls', 'json', 'json', stripJsonNulls),
];
