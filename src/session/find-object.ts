/**
 * Objects that are no relations, types, schemas or roles, by the names that statements and pg_get_object_address give them. Errors
 * are PostgreSQL's; of kinds that a database here has none of, every object is one that does not exist.
 */
import type { Catalog } from '../catalog/index.ts';
import { classOids, defaultTablespaceOid, globalTablespaceOid } from '../catalog/index.ts';
import { ownFunctionsNamed } from '../catalog/own-functions.ts';
import { operatorClasses, operatorFamilies } from '../catalog/pg_catalog/operator-classes.ts';
import { accessMethods, castOid, languages } from '../catalog/pg_catalog/routines.ts';
import { sqlError } from '../errors/index.ts';
import type { FunctionDef } from '../functions/function-def.ts';
import { functionsByName, operatorsByName, resolveOperator } from '../functions/index.ts';
import {
  defaultParserName,
  defaultParserOid,
  textSearchConfigs,
  textSearchDictionaries,
} from '../types/textsearch/objects.ts';
import type { Oid } from '../types/type-def.ts';
import { argumentTypes } from './routine-names.ts';

/** As in pg_depend: the catalog of the object, and its OID there. */
export interface ObjectAddress {
  readonly class: Oid;
  readonly object: Oid;
}

/** What finding has to know of the session. */
export interface FinderPlace {
  readonly catalog: Catalog;
  readonly searchPath: readonly Oid[];
  typeText(type: Oid): string;
}

function absent(text: string): Error {
  return sqlError('undefined_object', `${text} does not exist`);
}

function checkSchema(parts: readonly string[], { catalog }: FinderPlace): void {
  const schema = parts.at(-2);
  if (schema !== undefined && catalog.schemaByName(schema) === undefined) {
    throw sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
  }
}

function isInCatalog(parts: readonly string[]): boolean {
  return parts.length === 1 || parts.at(-2) === 'pg_catalog';
}

// ---- routines ----

export type RoutineWord = 'function' | 'procedure' | 'routine' | 'aggregate';

export function findRoutine(
  word: RoutineWord,
  name: readonly string[],
  args: readonly Oid[] | null,
  place: FinderPlace,
): ObjectAddress {
  checkSchema(name, place);
  const short = name.at(-1)!;
  const schemas = name.length === 1 ? place.searchPath : [place.catalog.schemaByName(name.at(-2)!)!.oid];
  const builtIn = isInCatalog(name) ? functionsByName(short) : [];
  const all = [...builtIn, ...ownFunctionsNamed(place.catalog, short, schemas)];
  const def = args === null ? onlyOne(word, name, all) : withArguments(word, name, args, all, place);
  const text = signatureText(name, argumentTypes(def), place);
  const wrong = (what: string): Error => sqlError('wrong_object_type', `${text} is not ${what}`);
  if (word === 'procedure') throw wrong('a procedure');
  if (word === 'aggregate' && def.kind !== 'aggregate') {
    throw sqlError('wrong_object_type', `function ${text} is not an aggregate`);
  }
  return { class: classOids.pg_proc, object: def.oid };
}

function onlyOne(word: RoutineWord, name: readonly string[], found: readonly FunctionDef[]): FunctionDef {
  if (found.length === 0) {
    throw sqlError('undefined_function', `could not find a ${word} named "${name.join('.')}"`);
  }
  if (found.length === 1) return found[0]!;
  throw sqlError('ambiguous_function', `${word} name "${name.join('.')}" is not unique`, {
    hint: `Specify the argument list to select the ${word} unambiguously.`,
  });
}

function withArguments(
  word: RoutineWord,
  name: readonly string[],
  args: readonly Oid[],
  all: readonly FunctionDef[],
  place: FinderPlace,
): FunctionDef {
  const found = all.find((def) => {
    const types = argumentTypes(def);
    return types.length === args.length && types.every((type, i) => type === args[i]);
  });
  if (found !== undefined) return found;
  const shown = word === 'routine' ? 'function' : word;
  const text = word === 'aggregate' && args.length === 0 ? `${name.join('.')}(*)` : signatureText(name, args, place);
  throw sqlError('undefined_function', `${shown} ${text} does not exist`);
}

function signatureText(name: readonly string[], args: readonly Oid[], place: FinderPlace): string {
  return `${name.join('.')}(${args.map((type) => place.typeText(type)).join(', ')})`;
}

// ---- operators and casts ----

/** `left` null: a prefix operator. */
export function findOperator(name: readonly string[], left: Oid | null, right: Oid, place: FinderPlace): ObjectAddress {
  checkSchema(name, place);
  const rows = isInCatalog(name) ? operatorsByName(name.at(-1)!) : [];
  const found = rows.map(resolveOperator).find((row) => row.left === (left ?? 0) && row.right === right);
  if (found !== undefined) return { class: classOids.pg_operator, object: found.oid };
  const shown = name.join('.');
  const text =
    left === null ? `${shown} ${place.typeText(right)}` : `${place.typeText(left)} ${shown} ${place.typeText(right)}`;
  throw sqlError('undefined_function', `operator does not exist: ${text}`);
}

export function findCast(source: Oid, target: Oid, place: FinderPlace): ObjectAddress {
  const oid = castOid(source, target);
  if (oid !== null) return { class: classOids.pg_cast, object: oid };
  throw absent(`cast from type ${place.typeText(source)} to type ${place.typeText(target)}`);
}

// ---- by one name ----

const tablespaces: ReadonlyMap<string, Oid> = new Map([
  ['pg_default', defaultTablespaceOid],
  ['pg_global', globalTablespaceOid],
]);

/** Access methods, languages, tablespaces; `word` is how messages call the kind. */
export function findNamed(word: string, name: string): ObjectAddress {
  const found = namedOid(word, name);
  if (found === null) throw absent(`${word} "${name}"`);
  return found;
}

function namedOid(word: string, name: string): ObjectAddress | null {
  const address = (home: Oid, object: unknown): ObjectAddress | null =>
    typeof object === 'number' ? { class: home, object } : null;
  switch (word) {
    case 'access method':
      return address(classOids.pg_am, accessMethods.find((row) => row['amname'] === name)?.['oid']);
    case 'language':
      return address(classOids.pg_language, languages.find((row) => row['lanname'] === name)?.['oid']);
    case 'tablespace':
      return address(classOids.pg_tablespace, tablespaces.get(name));
    default:
      return null;
  }
}

/** Text search objects; conversions and statistics, of which there are none. */
export function findQualified(word: string, parts: readonly string[], place: FinderPlace): ObjectAddress {
  checkSchema(parts, place);
  const name = parts.at(-1)!;
  const among = (home: Oid, rows: readonly { readonly oid: Oid; readonly name: string }[]): ObjectAddress => {
    const found = isInCatalog(parts) ? rows.find((row) => row.name === name) : undefined;
    if (found === undefined) throw absent(`${word} "${parts.join('.')}"`);
    return { class: home, object: found.oid };
  };
  switch (word) {
    case 'text search configuration':
      return among(classOids.pg_ts_config, textSearchConfigs);
    case 'text search dictionary':
      return among(classOids.pg_ts_dict, textSearchDictionaries);
    case 'text search parser':
      return among(classOids.pg_ts_parser, [{ oid: defaultParserOid, name: defaultParserName }]);
    default:
      return among(0, []);
  }
}

// ---- operator classes and families ----

export function findOfMethod(
  word: string,
  parts: readonly string[],
  method: string,
  place: FinderPlace,
): ObjectAddress {
  const am = accessMethods.find((row) => row['amname'] === method)?.['oid'];
  if (am === undefined) throw absent(`access method "${method}"`);
  checkSchema(parts, place);
  const isClass = word === 'operator class';
  const rows = isClass ? operatorClasses() : operatorFamilies();
  const found = isInCatalog(parts) ? rows.find((row) => row.method === am && row.name === parts.at(-1)) : undefined;
  if (found === undefined) {
    throw sqlError('undefined_object', `${word} "${parts.join('.')}" does not exist for access method "${method}"`);
  }
  return { class: isClass ? classOids.pg_opclass : classOids.pg_opfamily, object: found.oid };
}
