/** Functions and operators as regproc, regprocedure, regoper and regoperator write them. */
import { parseObjectName, parseQualifiedName, quoteIdentifier } from '../catalog/index.ts';
import { ownFunctionsNamed } from '../catalog/own-functions.ts';
import { internalFunctions } from '../catalog/pg_catalog/internal-functions.ts';
import { sqlError } from '../errors/index.ts';
import type { FunctionDef, OperatorDef } from '../functions/function-def.ts';
import { functionByOid, functionsByName, operatorByOid, operatorsByName } from '../functions/registry.ts';
import { formatType, typeByName, typeByOid } from '../types/index.ts';
import type { NameContext, Oid } from '../types/type-def.ts';
import type { Session } from './session.ts';

const typeText = (name: string) => formatType(typeByName(name)!.oid);

function builtInName(text: string, place: Place): string | null {
  const parts = parseObjectName(text, (name) => place.isDatabase(name));
  return parts.length > 1 && parts.at(-2) !== 'pg_catalog' ? null : parts.at(-1)!;
}

interface Signature {
  readonly name: string;
  /** null is NONE. */
  readonly types: readonly (Oid | null)[];
}

/** `name(type, ...)`; null: one of the types is none. */
function signatureOf(text: string, types: NameContext, operator: boolean): Signature {
  const open = text.indexOf('(');
  if (open < 0) throw sqlError('invalid_text_representation', 'expected a left parenthesis');
  const trimmed = text.trimEnd();
  if (!trimmed.endsWith(')')) throw sqlError('invalid_text_representation', 'expected a right parenthesis');
  const inner = trimmed.slice(open + 1, -1).trim();
  const parts = inner === '' ? [] : splitTypes(inner);
  const oids = parts.map((part) => {
    if (operator && part.toLowerCase() === 'none') return null;
    const oid = types.typeOid(part);
    if (oid === null) throw sqlError('undefined_object', `type "${part}" does not exist`);
    return oid;
  });
  return { name: text.slice(0, open).trim(), types: oids };
}

/** At the commas that are in no quotes, parentheses or brackets. */
function splitTypes(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '(' || character === '[')) depth++;
    else if (!quoted && (character === ')' || character === ']')) depth--;
    if (character === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

export function argumentTypes(def: FunctionDef): readonly Oid[] {
  const last = (i: number): boolean => def.variadic === true && i === def.args.length - 1;
  if (def.own !== undefined) return def.own.args.map((type, i) => (last(i) ? typeByOid(type)!.arrayOid : type));
  return def.args.map((arg, i) => typeByName(last(i) && arg !== 'any' ? arrayOf(arg) : arg)?.oid ?? 0);
}
function arrayOf(name: string): string {
  if (name === 'anyelement') return 'anyarray';
  return name === 'anycompatible' ? 'anycompatiblearray' : `_${name}`;
}

/** Functions that catalogs name and that cannot be called. */
function internalByName(name: string): Oid | null {
  for (const fn of internalFunctions().values()) if (fn.name === name) return fn.oid;
  return null;
}

/** Where the database's own functions are looked for. */
type Place = Pick<Session, 'catalog' | 'searchPath' | 'isDatabase'>;

/** Functions that a name, with a schema or without, may mean. */
function functionsOf(text: string, place: Place): readonly FunctionDef[] {
  const { catalog, searchPath } = place;
  const name = builtInName(text, place);
  const builtIn = name === null ? [] : functionsByName(name);
  const parts = parseQualifiedName(text);
  const schemas = parts.length === 1 ? searchPath : [catalog.schemaByName(parts.at(-2)!)?.oid ?? 0];
  return [...builtIn, ...ownFunctionsNamed(catalog, parts.at(-1)!, schemas)];
}

export function procedureByText(text: string, signature: boolean, types: NameContext, place: Place): Oid | null {
  if (!signature) {
    const name = builtInName(text, place);
    const found = functionsOf(text, place);
    if (found.length > 1) throw sqlError('ambiguous_function', `more than one function named "${text}"`);
    return found[0]?.oid ?? (name === null ? null : internalByName(name));
  }
  const wanted = signatureOf(text, types, false);
  const matches = (def: FunctionDef) => sameTypes(argumentTypes(def), wanted.types);
  return functionsOf(wanted.name, place).find(matches)?.oid ?? null;
}

function sameTypes(declared: readonly Oid[], types: readonly (Oid | null)[]): boolean {
  return declared.length === types.length && declared.every((type, i) => type === types[i]);
}

export function procedureText(
  oid: Oid,
  signature: boolean,
  { catalog, searchPath }: Omit<Place, 'isDatabase'>,
): string | null {
  const def = functionByOid(oid);
  if (def === undefined) return internalText(oid, signature);
  if ('hidden' in def) return null;
  const name = quoteIdentifier(def.name);
  const own = ownFunctionsNamed(catalog, def.name, searchPath);
  const found = signature ? [def] : [...functionsByName(def.name), ...own];
  const visible = def.own === undefined || own.includes(def);
  const schema = def.own === undefined ? 'pg_catalog' : quoteIdentifier(catalog.schema(def.own.schema)?.name ?? '');
  const bare = visible && found.length === 1 ? name : `${schema}.${name}`;
  return signature
    ? `${bare}(${argumentTypes(def)
        .map((type) => formatType(type))
        .join(',')})`
    : bare;
}

function internalText(oid: Oid, signature: boolean): string | null {
  const fn = internalFunctions().get(oid);
  if (fn === undefined) return null;
  return signature ? `${fn.name}(${fn.args.map((arg) => formatType(arg)).join(',')})` : fn.name;
}

/** The name may be qualified; it has no quotes itself. */
function operatorName(text: string, place: Place): string | null {
  const dot = text.lastIndexOf('.');
  if (dot < 0) return text.trim();
  const name = text.slice(dot + 1).trim();
  return builtInName(`${text.slice(0, dot)}."${name}"`, place) === null ? null : name;
}

export function operatorByText(text: string, signature: boolean, types: NameContext, place: Place): Oid | null {
  if (!signature) {
    const name = operatorName(text, place);
    const found = name === null ? [] : operatorsByName(name);
    if (found.length > 1) throw sqlError('ambiguous_function', `more than one operator named ${text}`);
    return found[0]?.oid ?? null;
  }
  const wanted = signatureOf(text, types, true);
  if (wanted.types.length === 1) {
    throw sqlError('undefined_parameter', 'missing argument', {
      hint: 'Use NONE to denote the missing argument of a unary operator.',
    });
  }
  if (wanted.types.length !== 2) {
    throw sqlError('too_many_arguments', 'too many arguments', { hint: 'Provide two argument types for operator.' });
  }
  const name = operatorName(wanted.name, place);
  if (name === null) return null;
  const oidOf = (type: string | null) => (type === null ? null : typeByName(type)!.oid);
  const matches = (def: OperatorDef) => oidOf(def.left) === wanted.types[0] && oidOf(def.right) === wanted.types[1];
  return operatorsByName(name).find(matches)?.oid ?? null;
}

export function operatorText(oid: Oid, signature: boolean): string | null {
  const def = operatorByOid(oid);
  if (def === undefined) return null;
  if (!signature) return operatorsByName(def.name).length === 1 ? def.name : `pg_catalog.${def.name}`;
  return `${def.name}(${def.left === null ? 'NONE' : typeText(def.left)},${typeText(def.right)})`;
}
