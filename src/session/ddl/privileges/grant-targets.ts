/** From the names of a GRANT to objects, with PostgreSQL's errors for those that privileges cannot be granted on. */
import { classOids, type RelationDescriptor } from '../../../catalog/index.ts';
import {
  addParameter,
  databaseRef,
  functionRef,
  type ObjectRef,
  parameterRef,
  relationRef,
  schemaRef,
  typeRef,
} from '../../../catalog/privileges/index.ts';
import { customSettingName, settingByName } from '../../../config/index.ts';
import { sqlError, unsupported } from '../../../errors/index.ts';
import type { FunctionDef } from '../../../functions/function-def.ts';
import { argOids, functionsByName } from '../../../functions/registry.ts';
import type { GrantName, GrantObjectKind, GrantStatement, TypeName } from '../../../parser/ast/index.ts';
import { typeByOid } from '../../../types/registry.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext } from '../context.ts';
import { nameText, requireRelation, requireSchema, unlocated } from '../resolve.ts';
import { requireUsage } from './authorize.ts';

export interface GrantTarget {
  readonly ref: ObjectRef;
  /** What messages call the kind of object. */
  readonly noun: string;
  readonly name: string;
  readonly relation?: RelationDescriptor;
  /** Of a column. */
  readonly column?: string;
  readonly relationName?: string;
}

export function grantTargets(statement: GrantStatement, context: DdlContext): GrantTarget[] {
  const { object, all, names } = statement;
  if (all) return names.flatMap(({ name }) => allIn(object, name.parts[0]!, context));
  if (object === 'parameter') {
    return names.flatMap(({ name }) => parameterTarget(name.parts.join('.'), statement.kind === 'grant', context));
  }
  return names.map((name) => targetOf(object, name, context));
}

function targetOf(object: Exclude<GrantObjectKind, 'parameter'>, item: GrantName, context: DdlContext): GrantTarget {
  const name = item.name.parts.at(-1)!;
  switch (object) {
    case 'table':
    case 'sequence':
      return relationTarget(object, item, context);
    case 'schema': {
      const schema = requireSchema(name, context);
      return { ref: schemaRef(schema.oid), noun: 'schema', name };
    }
    case 'database':
      if (!context.isDatabase(name)) throw sqlError('undefined_database', `database "${name}" does not exist`);
      return { ref: databaseRef, noun: 'database', name };
    case 'type':
    case 'domain':
      return typeTarget(object, item, context);
    case 'function':
    case 'procedure':
    case 'routine':
      return functionTarget(object, item, context);
    case 'language':
      return languageTarget(name);
    case 'tablespace':
      return tablespaceTarget(name);
    case 'foreign-data wrapper':
      throw sqlError('undefined_object', `foreign-data wrapper "${name}" does not exist`);
    case 'foreign server':
      throw sqlError('undefined_object', `server "${name}" does not exist`);
  }
}

export function relationTargetOf(relation: RelationDescriptor): GrantTarget {
  const noun = relation.kind === 'sequence' ? 'sequence' : 'table';
  return { ref: relationRef(relation.oid), noun, name: relation.name, relation };
}

function relationTarget(object: 'table' | 'sequence', { name }: GrantName, context: DdlContext): GrantTarget {
  const relation = requireRelation(name, context);
  if (relation.kind === 'index') throw sqlError('wrong_object_type', `"${relation.name}" is an index`);
  if (relation.kind === 'composite') throw sqlError('wrong_object_type', `"${relation.name}" is a composite type`);
  if (object === 'sequence' && relation.kind !== 'sequence') {
    throw sqlError('wrong_object_type', `"${relation.name}" is not a sequence`);
  }
  return relationTargetOf(relation);
}

function typeTarget(object: 'type' | 'domain', { name }: GrantName, context: DdlContext): GrantTarget {
  const written: TypeName = {
    kind: 'typeName',
    name,
    system: false,
    modifiers: [],
    arrayBounds: [],
    setof: false,
    location: name.location,
  };
  const { type } = unlocated(() => context.analyzer.typeName(written));
  const def = typeByOid(type);
  if (object === 'domain' && def?.domain === undefined) {
    throw sqlError('wrong_object_type', `"${nameText(name)}" is not a domain`);
  }
  if (def !== undefined && def.category === 'A' && def.elementOid !== 0) {
    throw sqlError('invalid_grant_operation', 'cannot set privileges of array types', {
      hint: 'Set the privileges of the element type instead.',
    });
  }
  return { ref: typeRef(type), noun: 'type', name: name.parts.at(-1)! };
}

// ---- functions ----

const nouns = { function: 'function', procedure: 'procedure', routine: 'routine' } as const;

function functionTarget(
  object: 'function' | 'procedure' | 'routine',
  { name, args }: GrantName,
  context: DdlContext,
): GrantTarget {
  const short = name.parts.at(-1)!;
  const schema = name.parts.length > 1 ? name.parts.at(-2)! : null;
  if (schema !== null) requireSchema(schema, context);
  const known = schema === null || schema === 'pg_catalog' ? functionsByName(short) : [];
  const def =
    args === null
      ? onlyOne(known, nameText(name), object)
      : withArguments(known, args, nameText(name), object, context);
  if (object === 'procedure') {
    throw sqlError('wrong_object_type', `${signature(def, context)} is not a procedure`);
  }
  return { ref: functionRef(def.oid), noun: 'function', name: def.name };
}

function onlyOne(known: readonly FunctionDef[], text: string, object: keyof typeof nouns): FunctionDef {
  if (known.length === 1) return known[0]!;
  if (known.length === 0) throw sqlError('undefined_function', `could not find a ${nouns[object]} named "${text}"`);
  throw sqlError('ambiguous_function', `${nouns[object]} name "${text}" is not unique`, {
    hint: `Specify the argument list to select the ${nouns[object]} unambiguously.`,
  });
}

function withArguments(
  known: readonly FunctionDef[],
  args: NonNullable<GrantName['args']>,
  text: string,
  object: keyof typeof nouns,
  context: DdlContext,
): FunctionDef {
  const types = args.map((arg) => unlocated(() => context.analyzer.typeName(arg)).type);
  const found = known.find((def) => sameTypes(argOids(def), types));
  if (found !== undefined) return found;
  const shown = types.map((type) => context.analyzer.typeText(type, -1)).join(', ');
  throw sqlError('undefined_function', `${nouns[object]} ${text}(${shown}) does not exist`);
}

function sameTypes(a: readonly Oid[], b: readonly Oid[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}

function signature(def: FunctionDef, context: DdlContext): string {
  return `${def.name}(${argOids(def)
    .map((type) => context.analyzer.typeText(type, -1))
    .join(', ')})`;
}

// ---- what belongs to the cluster ----

const untrusted: readonly string[] = ['internal', 'c'];

function languageTarget(name: string): GrantTarget {
  if (untrusted.includes(name)) {
    throw sqlError('wrong_object_type', `language "${name}" is not trusted`, {
      detail:
        'GRANT and REVOKE are not allowed on untrusted languages, because only superusers can use untrusted languages.',
    });
  }
  if (name === 'plpgsql') throw unsupported('privileges on the language plpgsql');
  if (name !== 'sql') throw sqlError('undefined_object', `language "${name}" does not exist`);
  return { ref: { class: classOids.pg_language, oid: 14, column: 0 }, noun: 'language', name };
}

function tablespaceTarget(name: string): GrantTarget {
  const oid = name === 'pg_default' ? 1663 : name === 'pg_global' ? 1664 : null;
  if (oid === null) throw sqlError('undefined_object', `tablespace "${name}" does not exist`);
  return { ref: { class: classOids.pg_tablespace, oid, column: 0 }, noun: 'tablespace', name };
}

/** A setting that nothing has been granted on has no row; a grant makes one, and there is nothing to revoke. */
function parameterTarget(written: string, grants: boolean, { transaction }: DdlContext): GrantTarget[] {
  const name = written.toLowerCase();
  let ref = parameterRef(transaction.catalog, name);
  if (ref === undefined && grants) {
    const known = settingByName(name) !== undefined || customSettingName.test(name);
    if (!known) throw sqlError('invalid_name', `invalid parameter name "${written}"`);
    ref = addParameter(transaction, name);
  }
  return ref === undefined ? [] : [{ ref, noun: 'parameter', name }];
}

// ---- ALL ... IN SCHEMA ----

function allIn(object: GrantObjectKind, name: string, context: DdlContext): GrantTarget[] {
  const schema = requireSchema(name, context);
  requireUsage(schema, context);
  const relations = context.transaction.catalog.relationsIn(schema.oid);
  switch (object) {
    case 'table':
      return relations
        .filter(({ kind }) => kind === 'table' || kind === 'view' || kind === 'catalogRelation')
        .map(relationTargetOf);
    case 'sequence':
      return relations.filter(({ kind }) => kind === 'sequence').map(relationTargetOf);
    default:
      // All functions that there are belong to pg_catalog.
      if (name === 'pg_catalog') throw unsupported('GRANT ON ALL FUNCTIONS IN SCHEMA pg_catalog');
      return [];
  }
}
