/** CREATE COLLATION, ALTER COLLATION, DROP COLLATION and COMMENT ON COLLATION. */
import { resolveCollation } from '../../analyzer/index.ts';
import { type CollationDescriptor, classOids, isTemporarySchemaName, quoteIdentifier } from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type {
  CreateCollationStatement,
  DefinitionElement,
  DropStatement,
  OwnerStatement,
  QualifiedName,
  RefreshCollationStatement,
  RenameStatement,
  SetSchemaStatement,
} from '../../parser/ast/index.ts';
import { type Collation, checkIcuLocale, collationVersion, defaultCollation } from '../../types/collation/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { definitionBoolean } from '../definition-boolean.ts';
import { putComment } from './comment-other.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { ownsAs, requireCollationOwner } from './privileges/authorize.ts';
import { checkCreationIn, creationSchemaFor, nameText, requireRole, requireSchema, unlocatedName } from './resolve.ts';

const utf8 = 6;

type Definition = Pick<
  CollationDescriptor,
  'provider' | 'encoding' | 'lcCollate' | 'lcCtype' | 'icuLocale' | 'version'
>;

// ---- CREATE ----

export function executeCreateCollation(statement: CreateCollationStatement, context: DdlContext): DdlResult {
  const tag = 'CREATE COLLATION';
  const { transaction } = context;
  const schema = creationSchemaFor(unlocatedName(statement.name), false, context);
  const name = statement.name.parts.at(-1)!;
  const definition =
    statement.from === null ? definitionOf(readOptions(statement.options), context) : copyOf(statement.from, context);
  checkCreationIn(schema, name);
  if (transaction.catalog.ownCollationByName(schema.oid, name) !== undefined) {
    const taken = `${titled(name, definition.encoding)} already exists`;
    if (!statement.ifNotExists) throw sqlError('duplicate_object', taken);
    context.notice({ severity: 'NOTICE', code: '42710', message: `${taken}, skipping` });
    return { tag };
  }
  const oid = transaction.allocateOid();
  transaction.put({
    ...definition,
    kind: 'collation',
    oid,
    name,
    schema: schema.oid,
    owner: context.currentRole,
    comment: null,
  });
  return { tag };
}

function titled(name: string, encoding: number): string {
  return `collation "${name}"${encoding === utf8 ? ' for encoding "UTF8"' : ''}`;
}

const properties = {
  from: 'from',
  locale: 'locale',
  lc_collate: 'lcCollate',
  lc_ctype: 'lcCtype',
  provider: 'provider',
  deterministic: 'deterministic',
  version: 'version',
} as const;

type Options = { [name in (typeof properties)[keyof typeof properties]]?: DefinitionElement };

function readOptions(written: readonly DefinitionElement[]): Options {
  const options: Options = {};
  for (const element of written) {
    const { name, location } = element;
    if (!Object.hasOwn(properties, name)) {
      throw sqlError('syntax_error', `collation attribute "${name}" not recognized`, { location });
    }
    const property = properties[name as keyof typeof properties];
    if (options[property] !== undefined)
      throw sqlError('syntax_error', 'conflicting or redundant options', { location });
    options[property] = element;
  }
  if (options.locale !== undefined && (options.lcCollate !== undefined || options.lcCtype !== undefined)) {
    throw sqlError('syntax_error', 'conflicting or redundant options', {
      detail: 'LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE.',
    });
  }
  if (options.from !== undefined && written.length > 1) {
    throw sqlError('syntax_error', 'conflicting or redundant options', {
      detail: 'FROM cannot be specified together with any other options.',
    });
  }
  return options;
}

function textOf(element: DefinitionElement | undefined): string | null {
  if (element === undefined) return null;
  const { name, value } = element;
  if (value === null) throw sqlError('syntax_error', `${name} requires a parameter`);
  return typeof value === 'string' ? value : value.name.parts.join('.');
}

function definitionOf(options: Options, context: DdlContext): Definition {
  if (options.from !== undefined) {
    const { value } = options.from;
    if (value === null) throw sqlError('syntax_error', 'from requires a parameter');
    if (typeof value === 'string') throw sqlError('syntax_error', 'argument of from must be a name');
    return copyOf(value.name, context);
  }
  const locale = textOf(options.locale);
  const lcCollate = textOf(options.lcCollate) ?? locale;
  const lcCtype = textOf(options.lcCtype) ?? locale;
  const provider = textOf(options.provider);
  const deterministic = options.deterministic === undefined || booleanOf(options.deterministic);
  if (options.version !== undefined) throw unsupported('a version in CREATE COLLATION', options.version.location);
  switch (provider?.toLowerCase() ?? 'libc') {
    case 'icu':
      return ofIcu(locale, deterministic, options);
    case 'libc':
      return ofLibc(lcCollate, lcCtype, deterministic);
    default:
      throw sqlError('invalid_object_definition', `unrecognized collation provider: ${provider}`);
  }
}

function booleanOf(element: DefinitionElement): boolean {
  if (element.value === null) return true;
  const value = definitionBoolean(textOf(element)!);
  if (value === null) throw sqlError('syntax_error', `${element.name} requires a Boolean value`);
  return value;
}

function missing(parameter: string): Error {
  return sqlError('invalid_object_definition', `parameter "${parameter}" must be specified`);
}

function ofIcu(locale: string | null, deterministic: boolean, options: Options): Definition {
  if (locale === null) throw missing('locale');
  // Here, texts are equal only if their bytes are.
  if (!deterministic) throw unsupported('a nondeterministic collation', options.deterministic?.location);
  checkIcuLocale(locale);
  return { provider: 'i', encoding: -1, lcCollate: null, lcCtype: null, icuLocale: locale, version: collationVersion };
}

const libcLocales: ReadonlySet<string> = new Set(['C', 'POSIX']);

function ofLibc(lcCollate: string | null, lcCtype: string | null, deterministic: boolean): Definition {
  if (lcCollate === null) throw missing('lc_collate');
  if (lcCtype === null) throw missing('lc_ctype');
  if (!deterministic) {
    throw sqlError('feature_not_supported', 'nondeterministic collations not supported with this provider');
  }
  const unknown = [lcCollate, lcCtype].find((locale) => !libcLocales.has(locale));
  if (unknown !== undefined) {
    throw sqlError('invalid_parameter_value', `could not create locale "${unknown}": No such file or directory`, {
      detail: `The operating system could not find any locale data for the locale name "${unknown}".`,
    });
  }
  return { provider: 'c', encoding: utf8, lcCollate, lcCtype, icuLocale: null, version: null };
}

function copyOf(name: QualifiedName, context: DdlContext): Definition {
  const { catalog } = context.transaction;
  const source = resolveCollation(name.parts, -1, catalog, context.searchPath());
  if (source === defaultCollation) {
    throw sqlError('invalid_object_definition', 'collation "default" cannot be copied');
  }
  const own = catalog.ownCollation(source.oid);
  if (own !== undefined) {
    const { provider, encoding, lcCollate, lcCtype, icuLocale, version } = own;
    return { provider, encoding, lcCollate, lcCtype, icuLocale, version };
  }
  const { provider, encoding, libcLocale, icuLocale } = source;
  if (provider === 'i') return { ...ofIcu(icuLocale, true, {}), encoding };
  return { provider: 'c', encoding, lcCollate: libcLocale, lcCtype: libcLocale, icuLocale: null, version: null };
}

// ---- ALTER ----

/** One of the database's own, locked for a change; those built in belong to nobody who may change them. */
function requireOwn(name: QualifiedName, context: DdlContext, called = name): CollationDescriptor {
  const find = (): Collation => resolveCollation(name.parts, -1, context.transaction.catalog, context.searchPath());
  const { oid } = find();
  requireCollationOwner(context.transaction.catalog.ownCollation(oid), called, context);
  context.lock(oid, 'access exclusive');
  // It may have been changed by who had the lock.
  const own = context.transaction.catalog.ownCollation(find().oid);
  if (own === undefined) throw unsupported(`changing the built-in collation ${nameText(name)}`);
  return own;
}

export function renameCollation(statement: RenameStatement, context: DdlContext): DdlResult {
  const { name } = statement;
  const own = requireOwn(name, context, { ...name, parts: name.parts.slice(-1) });
  const { newName } = statement;
  const { catalog } = context.transaction;
  const other = catalog.ownCollationByName(own.schema, newName);
  if (other !== undefined) throw taken(other, catalog.schema(own.schema)!.name);
  context.transaction.put({ ...own, name: newName });
  return { tag: 'ALTER COLLATION' };
}

function taken({ name, encoding }: CollationDescriptor, schema: string): Error {
  return sqlError('duplicate_object', `${titled(name, encoding)} already exists in schema "${schema}"`);
}

export function setCollationSchema(statement: SetSchemaStatement, context: DdlContext): DdlResult {
  const tag = 'ALTER COLLATION';
  const own = requireOwn(statement.name, context);
  const schema = requireSchema(statement.schema, context);
  if (schema.oid === own.schema) return { tag };
  const { catalog } = context.transaction;
  if (isTemporarySchemaName(schema.name) || isTemporarySchemaName(catalog.schema(own.schema)!.name)) {
    throw sqlError('feature_not_supported', 'cannot move objects into or out of temporary schemas');
  }
  checkCreationIn(schema, own.name);
  const other = catalog.ownCollationByName(schema.oid, own.name);
  if (other !== undefined) throw taken(other, schema.name);
  context.transaction.put({ ...own, schema: schema.oid });
  return { tag };
}

export function setCollationOwner(statement: OwnerStatement, context: DdlContext): DdlResult {
  const own = requireOwn(statement.name, context);
  context.transaction.put({ ...own, owner: requireRole(statement.owner, context) });
  return { tag: 'ALTER COLLATION' };
}

/** What is ordered by the collation is not looked at: whoever says this has made it anew. */
export function executeRefreshCollation(statement: RefreshCollationStatement, context: DdlContext): DdlResult {
  const { transaction } = context;
  const collation = resolveCollation(statement.name.parts, -1, transaction.catalog, context.searchPath());
  if (collation === defaultCollation) {
    throw unsupported('REFRESH VERSION of the collation of the database', statement.location);
  }
  const own = transaction.catalog.ownCollation(collation.oid);
  requireCollationOwner(own, statement.name, context);
  const version = collation.provider === 'i' ? collationVersion : null;
  if (own === undefined || own.version === version) {
    context.notice({ severity: 'NOTICE', code: '00000', message: 'version has not changed' });
  } else {
    const message = `changing version from ${own.version} to ${version}`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    transaction.put({ ...own, version });
  }
  return { tag: 'ALTER COLLATION' };
}

// ---- DROP ----

/** OIDs of those to drop. */
export function collationsToDrop(statement: DropStatement, context: DdlContext): Oid[] {
  const oids: Oid[] = [];
  for (const name of statement.names) {
    const oid = droppedCollation(name, statement.ifExists, context);
    if (oid !== null && !oids.includes(oid)) oids.push(oid);
  }
  return oids;
}

function droppedCollation(name: QualifiedName, ifExists: boolean, context: DdlContext): Oid | null {
  const { catalog } = context.transaction;
  const skip = (what: string): null => {
    context.notice({ severity: 'NOTICE', code: '00000', message: `${what} does not exist, skipping` });
    return null;
  };
  const schema = name.parts.at(-2);
  if (ifExists) {
    if (schema !== undefined && catalog.schemaByName(schema) === undefined) return skip(`schema "${schema}"`);
    if (catalog.resolveCollation(name.parts, context.searchPath()) === undefined) {
      return skip(`collation "${nameText(name)}"`);
    }
  }
  const { oid, name: short } = resolveCollation(name.parts, -1, catalog, context.searchPath());
  const own = catalog.ownCollation(oid);
  const home = own && catalog.schema(own.schema);
  if (home === undefined || !ownsAs(home.owner, context)) requireCollationOwner(own, name, context);
  if (own === undefined) {
    throw sqlError(
      'dependent_objects_still_exist',
      `cannot drop collation ${quoteIdentifier(short)} because it is required by the database system`,
    );
  }
  context.lock(oid, 'access exclusive');
  return oid;
}

export function commentOnCollation(name: QualifiedName, comment: string | null, context: DdlContext): void {
  const { oid } = resolveCollation(name.parts, -1, context.transaction.catalog, context.searchPath());
  if (context.transaction.catalog.ownCollation(oid) === undefined) {
    requireCollationOwner(undefined, name, context);
    putComment({ class: classOids.pg_collation, object: oid }, comment, context);
    return;
  }
  context.transaction.put({ ...requireOwn(name, context), comment });
}
