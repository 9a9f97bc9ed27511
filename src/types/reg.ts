/**
 * The OID alias types regclass, regtype, regproc and friends: numbers whose text form is the object's name. Names are looked
 * up through TextContext.names; where there is no catalog only numbers, "-" and built-in types are known.
 */
import { type SqlError, sqlError } from '../errors/index.ts';
import { compareNumbers, defineType } from './define-type.ts';
import { formatType } from './format-type.ts';
import { hashNumber } from './hash.ts';
import { parseUnsigned } from './oid.ts';
import type { NameContext, Oid, TextContext, TypeDef } from './type-def.ts';
import { typeByOid } from './type-table.ts';

interface RegType {
  readonly oid: Oid;
  readonly name: string;
  readonly arrayOid: Oid;
  readonly lookUp: (names: NameContext, text: string) => Oid | null | undefined;
  readonly nameOf: (names: NameContext, oid: Oid) => string | null | undefined;
  readonly missing: (text: string) => SqlError;
  /** It is said first that the schema does not exist. */
  readonly inSchema?: true;
  /** Text of OID 0; regrole and regnamespace have '-' too. */
  readonly zero?: string;
}

function typeName(oid: Oid, context: TextContext): string {
  if (typeByOid(oid) !== undefined) return formatType(oid);
  return context.names?.typeName?.(oid) ?? String(oid);
}

/** Messages name the object, not the way it was written. */
function unquoted(text: string): string {
  return text.replaceAll(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"'));
}

const regClass: RegType = {
  oid: 2205,
  name: 'regclass',
  arrayOid: 2210,
  inSchema: true,
  lookUp: (names, text) => names.relationOid(text),
  nameOf: (names, oid) => names.relationName(oid),
  missing: (text) => sqlError('undefined_table', `relation "${unquoted(text)}" does not exist`),
};
const regTypes: readonly RegType[] = [
  regClass,
  {
    oid: 2206,
    name: 'regtype',
    arrayOid: 2211,
    lookUp: (names, text) => names.typeOid(text),
    nameOf: (names, oid) => names.typeName?.(oid),
    missing: (text) => sqlError('undefined_object', `type "${text}" does not exist`),
  },
  {
    oid: 24,
    name: 'regproc',
    arrayOid: 1008,
    inSchema: true,
    lookUp: (names, text) => names.procedureOid?.(text, false),
    nameOf: (names, oid) => names.procedureName?.(oid, false),
    missing: (text) => sqlError('undefined_function', `function "${text}" does not exist`),
  },
  {
    oid: 2202,
    name: 'regprocedure',
    arrayOid: 2207,
    inSchema: true,
    lookUp: (names, text) => names.procedureOid?.(text, true),
    nameOf: (names, oid) => names.procedureName?.(oid, true),
    missing: (text) => sqlError('undefined_function', `function "${text}" does not exist`),
  },
  {
    oid: 2203,
    name: 'regoper',
    arrayOid: 2208,
    inSchema: true,
    lookUp: (names, text) => names.operatorOid?.(text, false),
    nameOf: (names, oid) => names.operatorName?.(oid, false),
    missing: (text) => sqlError('undefined_function', `operator does not exist: ${text}`),
    zero: '0',
  },
  {
    oid: 2204,
    name: 'regoperator',
    arrayOid: 2209,
    lookUp: (names, text) => names.operatorOid?.(text, true),
    nameOf: (names, oid) => names.operatorName?.(oid, true),
    missing: (text) => sqlError('undefined_function', `operator does not exist: ${text}`),
    zero: '0',
  },
  {
    oid: 4089,
    name: 'regnamespace',
    arrayOid: 4090,
    lookUp: (names, text) => names.schemaOid(text),
    nameOf: (names, oid) => names.schemaName(oid),
    missing: (text) => sqlError('invalid_schema_name', `schema "${text}" does not exist`),
  },
  {
    oid: 4096,
    name: 'regrole',
    arrayOid: 4097,
    lookUp: (names, text) => names.roleOid(text),
    nameOf: (names, oid) => names.roleName(oid),
    missing: (text) => sqlError('undefined_object', `role "${text}" does not exist`),
  },
  {
    oid: 4191,
    name: 'regcollation',
    arrayOid: 4192,
    inSchema: true,
    lookUp: (names, text) => names.collationOid?.(text),
    nameOf: (names, oid) => names.collationName?.(oid),
    missing: (text) => sqlError('undefined_object', `collation "${unquoted(text)}" for encoding "UTF8" does not exist`),
  },
];

/** The relation of that name; 42P01, or 3F000 where its schema is what does not exist. */
export function relationNamed(names: NameContext, name: string): Oid {
  return found(regClass, names, name);
}

function found(reg: RegType, names: NameContext | null, text: string): Oid {
  const oid = names === null ? null : reg.lookUp(names, text);
  if (oid !== null && oid !== undefined) return oid;
  const schema = reg.inSchema === true ? (names?.missingSchema?.(text) ?? null) : null;
  throw schema === null ? reg.missing(text) : sqlError('invalid_schema_name', `schema "${schema}" does not exist`);
}

function inputReg(reg: RegType, text: string, context: TextContext): Oid {
  if (text === '-' && reg.zero === undefined) return 0;
  if (/^\d+$/.test(text)) return parseUnsigned(text, 'oid');
  return found(reg, context.names, text);
}

function outputReg(reg: RegType, oid: Oid, context: TextContext): string {
  if (oid === 0) return reg.zero ?? '-';
  if (reg.name === 'regtype') return typeName(oid, context);
  const name = context.names === null ? null : reg.nameOf(context.names, oid);
  return name ?? String(oid);
}

export const regTypeDefs: readonly TypeDef[] = regTypes.map((reg) =>
  defineType({
    oid: reg.oid,
    name: reg.name,
    arrayOid: reg.arrayOid,
    category: 'N',
    length: 4,
    vector: 'float64',
    scalar: 'number',
    input: (text, _typmod, context) => inputReg(reg, text, context),
    output: (value: Oid, context: TextContext) => outputReg(reg, value, context),
    compare: compareNumbers,
    hash: hashNumber,
  }),
);
