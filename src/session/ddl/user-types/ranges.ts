/** CREATE TYPE ... AS RANGE: the range type, its multirange type, and the constructors of both, whose OIDs follow on the type's. */
import { resolveCollation } from '../../../analyzer/index.ts';
import type { Catalog, SchemaDescriptor } from '../../../catalog/index.ts';
import { ownFunctionsNamed } from '../../../catalog/own-functions.ts';
import { classAccepts, operatorClassFor, operatorClassNamed } from '../../../catalog/pg_catalog/operator-classes.ts';
import { sqlError, unsupported } from '../../../errors/index.ts';
import type { FunctionDef } from '../../../functions/function-def.ts';
import { argOids, functionsByName, resultOid } from '../../../functions/index.ts';
import { rangeTypeOids } from '../../../functions/ranges/own-constructors.ts';
import type { CreateRangeStatement, DefinitionElement, QualifiedName, TypeName } from '../../../parser/ast/index.ts';
import { baseTypeOid } from '../../../types/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { requireTypeUsage } from '../privileges/authorize.ts';
import { aclForNew } from '../privileges/default-privileges.ts';
import { checkCreationIn, creationSchemaFor, nameText, unlocated, unlocatedName } from '../resolve.ts';
import { allocateTypeOid, checkTypeName, placeForType } from './common.ts';

const btreeOid: Oid = 403;
const float8Oid: Oid = 701;

interface Options {
  subtype?: Oid;
  operatorClass?: QualifiedName;
  collation?: QualifiedName;
  canonical?: QualifiedName;
  subtypeDiff?: QualifiedName;
  multirange?: { readonly schema: SchemaDescriptor; readonly name: string };
}

const properties = {
  subtype: 'subtype',
  subtype_opclass: 'operatorClass',
  collation: 'collation',
  canonical: 'canonical',
  subtype_diff: 'subtypeDiff',
  multirange_type_name: 'multirange',
} as const satisfies Readonly<Record<string, keyof Options>>;

export function executeCreateRange(statement: CreateRangeStatement, context: DdlContext): DdlResult {
  const { schema, name } = placeForType(statement.name, context);
  const options = readOptions(statement.options, context);
  const { subtype } = options;
  if (subtype === undefined) throw sqlError('syntax_error', 'type attribute "subtype" is required');
  const { analyzer, transaction } = context;
  const text = analyzer.typeText(subtype, -1);
  if (analyzer.isPseudoType(subtype)) throw sqlError('datatype_mismatch', `range subtype cannot be ${text}`);
  checkOperatorClass(options.operatorClass, subtype, context);
  requireTypeUsage(subtype, context);
  const collation = collationOf(options.collation, subtype, context);
  if (options.canonical !== undefined) {
    throw sqlError(
      'invalid_object_definition',
      'cannot specify a canonical function without a pre-created shell type',
      {
        hint: 'Create the type as a shell type, then create its canonicalization function, then do a full CREATE TYPE.',
      },
    );
  }
  const subtypeDiff = options.subtypeDiff === undefined ? 0 : differenceFunction(options.subtypeDiff, subtype, context);
  const oid = allocateTypeOid(context);
  for (let i = 0; i < rangeTypeOids; i++) transaction.allocateOid();
  const multirange = options.multirange ?? { schema, name: multirangeName(schema.oid, name, context) };
  if (options.multirange !== undefined) checkTypeName(multirange.schema.oid, multirange.name, context);
  const common = { owner: context.currentRole, comment: null, acl: aclForNew('type', schema.oid, context) };
  transaction.put({
    ...common,
    kind: 'range',
    oid,
    name,
    schema: schema.oid,
    subtype,
    collation,
    subtypeDiff,
    multirange: oid + 2,
    constructors: { schema: schema.oid, name },
    multirangeConstructors: { schema: multirange.schema.oid, name: multirange.name },
  });
  transaction.put({
    ...common,
    kind: 'multirange',
    oid: oid + 2,
    name: multirange.name,
    schema: multirange.schema.oid,
    range: oid,
  });
  return { tag: 'CREATE TYPE' };
}

function readOptions(written: readonly DefinitionElement[], context: DdlContext): Options {
  const options: Options = {};
  for (const option of written) {
    if (!Object.hasOwn(properties, option.name)) {
      throw sqlError('syntax_error', `type attribute "${option.name}" not recognized`);
    }
    const property = properties[option.name as keyof typeof properties];
    if (options[property] !== undefined) {
      throw sqlError('syntax_error', 'conflicting or redundant options', { location: option.location });
    }
    if (property === 'subtype') {
      const type = typeNameOf(option, 'a type name');
      options.subtype = unlocated(() => context.analyzer.typeName(type)).type;
    } else if (property === 'multirange') {
      const name = typeNameOf(option, 'a name').name;
      const schema = creationSchemaFor(unlocatedName(name), false, context);
      checkCreationIn(schema, name.parts.at(-1)!);
      options.multirange = { schema, name: name.parts.at(-1)! };
    } else options[property] = typeNameOf(option, 'a name').name;
  }
  return options;
}

function typeNameOf({ name, value }: DefinitionElement, what: string): TypeName {
  if (value === null) throw sqlError('syntax_error', `${name} requires a parameter`);
  if (typeof value === 'string') throw sqlError('syntax_error', `argument of ${name} must be ${what}`);
  return value;
}

function checkOperatorClass(name: QualifiedName | undefined, subtype: Oid, context: DdlContext): void {
  const text = context.analyzer.typeText(subtype, -1);
  if (name === undefined) {
    if (context.analyzer.hasOrder(subtype)) return;
    throw sqlError('undefined_object', `data type ${text} has no default operator class for access method "btree"`, {
      hint: 'You must specify an operator class for the range type or define a default operator class for the subtype.',
    });
  }
  const found = operatorClassNamed(name.parts.at(-1)!, 'btree');
  if (found === undefined) {
    throw sqlError('undefined_object', `operator class "${nameText(name)}" does not exist for access method "btree"`);
  }
  const base = baseTypeOid(subtype);
  if (!classAccepts(found, base)) {
    throw sqlError('datatype_mismatch', `operator class "${nameText(name)}" does not accept data type ${text}`);
  }
  if (operatorClassFor(base, btreeOid, undefined) !== found.oid) {
    throw unsupported(`a range type in the order of ${nameText(name)}`);
  }
}

function collationOf(name: QualifiedName | undefined, subtype: Oid, context: DdlContext): string | null {
  const { analyzer, transaction } = context;
  if (name === undefined) return analyzer.domainCollation(subtype);
  if (!analyzer.isCollatable(subtype)) {
    throw sqlError('wrong_object_type', 'range collation specified but subtype does not support collation');
  }
  return resolveCollation(name.parts, -1, transaction.catalog, context.searchPath()).key;
}

/** The function of exactly (subtype, subtype), which has to give a float8. */
function differenceFunction(name: QualifiedName, subtype: Oid, context: DdlContext): Oid {
  const type = context.analyzer.typeText(subtype, -1);
  const text = `${nameText(name)}(${type}, ${type})`;
  const { catalog } = context.transaction;
  const found = functionsNamed(name, context, catalog).find((def) => {
    const types = argOids(def);
    return types.length === 2 && types.every((other) => other === subtype) && def.variadic !== true;
  });
  if (found === undefined) throw sqlError('undefined_function', `function ${text} does not exist`);
  const wrong = (why: string) =>
    sqlError('invalid_object_definition', `range subtype diff function ${text} must ${why}`);
  if (resultOid(found) !== float8Oid) throw wrong('return type double precision');
  if (found.volatility !== 'immutable') throw wrong('be immutable');
  return found.oid;
}

function functionsNamed(name: QualifiedName, context: DdlContext, catalog: Catalog): readonly FunctionDef[] {
  const short = name.parts.at(-1)!;
  const written = name.parts.at(-2);
  if (written === undefined)
    return [...functionsByName(short), ...ownFunctionsNamed(catalog, short, context.searchPath())];
  const schema = catalog.schemaByName(written);
  if (schema === undefined) throw sqlError('invalid_schema_name', `schema "${written}" does not exist`);
  return schema.name === 'pg_catalog' ? functionsByName(short) : ownFunctionsNamed(catalog, short, [schema.oid]);
}

const suffix = '_multirange';

/** The name with its first "range" made "multirange"; where there is none, with "_multirange" behind it. */
function multirangeName(schema: Oid, range: string, context: DdlContext): string {
  const name = range.includes('range') ? cut(range.replace('range', 'multirange'), 63) : cut(range, 52) + suffix;
  const { catalog } = context.transaction;
  const taken =
    catalog.ownTypeByName(schema, name) !== undefined || 'rowType' in (catalog.relationByName(schema, name) ?? {});
  if (!taken) return name;
  throw sqlError('duplicate_object', `type "${name}" already exists`, {
    detail: `Failed while creating a multirange type for type "${range}".`,
    hint: 'You can manually specify a multirange type name using the "multirange_type_name" attribute.',
  });
}

/** The longest start of a name that has no more bytes. */
function cut(name: string, bytes: number): string {
  let text = '';
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    text += character;
  }
  return text;
}
