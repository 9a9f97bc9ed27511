/** has_table_privilege() and its kin ("Access Privilege Inquiry Functions"). */
import { classOids, databaseOid, type RelationDescriptor, systemColumnNames } from '../../catalog/index.ts';
import {
  columnPrivilege,
  databaseRef,
  functionRef,
  grantOptionsOn,
  hasRightsOf,
  isAdmin,
  isMember,
  isSuperuser,
  type ObjectRef,
  parameterRef,
  privilegeBits,
  privilegesOn,
  publicPrivilegesOn,
  relationRef,
  schemaRef,
  typeRef,
} from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import { functionByOid } from '../../functions/registry.ts';
import { relationNamed } from '../../types/reg.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { Session } from '../session.ts';
import { liveColumns } from './check-statement.ts';

/** What may be asked of each kind of object; each also WITH GRANT OPTION. RULE has been given up: nobody has it. */
const privilegesOf: Readonly<Record<string, readonly string[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'RULE'],
  any_column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  database: ['CREATE', 'TEMPORARY', 'TEMP', 'CONNECT'],
  function: ['EXECUTE'],
  schema: ['CREATE', 'USAGE'],
  tablespace: ['CREATE'],
  parameter: ['SET', 'ALTER SYSTEM'],
};
const onlyUsage = ['USAGE'];

interface Asked {
  readonly bit: number;
  readonly grantable: boolean;
}

function unrecognized(written: string): Error {
  return sqlError('invalid_parameter_value', `unrecognized privilege type: "${written}"`);
}

function askedFor(kind: string, text: string): Asked[] {
  const known = privilegesOf[kind] ?? onlyUsage;
  return text.split(',').map((part) => {
    const written = part.trim();
    const name = written.toUpperCase();
    const plain = name.replace(/ WITH GRANT OPTION$/, '');
    if (!known.includes(plain)) throw unrecognized(written);
    return { bit: privilegeBits.get(plain.toLowerCase()) ?? 0, grantable: plain !== name };
  });
}

/** null: everybody. */
type Who = Oid | null;

function roleOf(session: Session, user: Datum, publicToo: boolean): Who {
  if (typeof user !== 'string') return user as Oid;
  if (publicToo && user === 'public') return null;
  const role = session.catalog.roleByName(user);
  if (role === undefined) throw sqlError('undefined_object', `role "${user}" does not exist`);
  return role.oid;
}

/** null: an OID of nothing. */
export function hasPrivilege(session: Session, kind: string, args: readonly Datum[]): boolean | null {
  if (args.includes(null)) return null;
  if (kind === 'role') return hasRole(session, args);
  const text = args.at(-1) as string;
  const named = args.length === (kind === 'column' ? 4 : 3);
  const who = named ? roleOf(session, args[0]!, true) : session.currentRole;
  const object = kind === 'column' ? args[args.length - 3]! : args.at(-2)!;
  if (kind === 'parameter') return hasOnParameter(session, who, object as string, text);
  if (kind === 'column') return hasOnColumn(session, who, object, args.at(-2)!, text);
  const ref = refOf(session, kind, object);
  const asked = askedFor(kind, text);
  if (ref === null) return null;
  if (kind === 'any_column') {
    return asked.some((item) => holds(session, who, ref, item) || holdsOnColumn(session, who, ref.oid, item));
  }
  return asked.some((item) => holds(session, who, ref, item));
}

function holds({ catalog }: Session, who: Who, ref: ObjectRef, { bit, grantable }: Asked): boolean {
  if (bit === 0) return false;
  if (who === null) return (publicPrivilegesOn(catalog, ref, grantable) & bit) !== 0;
  return ((grantable ? grantOptionsOn(catalog, who, ref) : privilegesOn(catalog, who, ref)) & bit) !== 0;
}

function holdsOnColumn({ catalog }: Session, who: Who, relation: Oid, { bit, grantable }: Asked): boolean {
  const columns = liveColumns(catalog.relation(relation)!);
  if (who === null || grantable) {
    return columns.some((column) => {
      const ref = relationRef(relation, column);
      const held = who === null ? publicPrivilegesOn(catalog, ref, grantable) : grantOptionsOn(catalog, who, ref);
      return (held & bit) !== 0;
    });
  }
  return columnPrivilege(catalog, who, relation, columns, bit, false);
}

function hasOnColumn(session: Session, who: Who, table: Datum, column: Datum, text: string): boolean | null {
  const ref = refOf(session, 'table', table);
  const relation = ref === null ? undefined : session.catalog.relation(ref.oid);
  const number = relation === undefined ? null : columnNumber(relation, column);
  const asked = askedFor('column', text);
  if (ref === null || number === null) return null;
  return asked.some(
    (item) => holds(session, who, ref, item) || holds(session, who, relationRef(ref.oid, number), item),
  );
}

function columnNumber(relation: RelationDescriptor, column: Datum): number | null {
  const columns = 'columns' in relation ? relation.columns : [];
  if (typeof column === 'number') {
    if (column < 0) return column;
    return columns[column - 1] === undefined || columns[column - 1]!.dropped ? null : column;
  }
  const at = columns.findIndex((item) => !item.dropped && item.name === column);
  if (at >= 0) return at + 1;
  const system = systemColumnNames.indexOf(column as string);
  if (system >= 0) return -1 - system;
  throw sqlError('undefined_column', `column "${column}" of relation "${relation.name}" does not exist`);
}

function refOf(session: Session, kind: string, object: Datum): ObjectRef | null {
  const { catalog } = session;
  const { names } = session.context;
  const byName = typeof object === 'string';
  const missing = (what: string): Error => sqlError('undefined_object', `${what} "${object}" does not exist`);
  switch (kind) {
    case 'table':
    case 'any_column':
    case 'sequence': {
      const oid = byName ? relationNamed(session.context.names, object) : (object as Oid);
      const relation = catalog.relation(oid);
      if (relation === undefined) return null;
      if (kind === 'sequence' && relation.kind !== 'sequence') {
        throw sqlError('wrong_object_type', `"${relation.name}" is not a sequence`);
      }
      return relationRef(oid);
    }
    case 'schema': {
      const schema = byName ? catalog.schemaByName(object) : catalog.schema(object as Oid);
      if (schema === undefined && byName) {
        throw sqlError('invalid_schema_name', `schema "${object}" does not exist`);
      }
      return schema === undefined ? null : schemaRef(schema.oid);
    }
    case 'database':
      if (byName ? session.isDatabase(String(object)) : object === databaseOid) return databaseRef;
      if (byName) throw sqlError('undefined_database', `database "${object}" does not exist`);
      return null;
    case 'function': {
      const oid = byName ? names.procedureOid!(object, true) : (object as Oid);
      if (oid === null) throw sqlError('undefined_function', `function "${object}" does not exist`);
      return functionByOid(oid) === undefined ? null : functionRef(oid);
    }
    case 'type': {
      const oid = byName ? names.typeOid(object) : (object as Oid);
      if (oid === null) throw missing('type');
      const def = typeByOid(oid) ?? catalog.userType(oid);
      if (def === undefined) return null;
      return typeRef(def.category === 'A' && def.elementOid !== 0 ? def.elementOid : oid);
    }
    case 'language': {
      const oid = byName ? ({ internal: 12, c: 13, sql: 14 } as Record<string, Oid>)[object] : (object as Oid);
      if (oid === undefined) throw missing('language');
      return oid >= 12 && oid <= 14 ? { class: classOids.pg_language, oid, column: 0 } : null;
    }
    case 'tablespace': {
      const oid = byName ? ({ pg_default: 1663, pg_global: 1664 } as Record<string, Oid>)[object] : (object as Oid);
      if (oid === undefined) throw missing('tablespace');
      return oid === 1663 || oid === 1664 ? { class: classOids.pg_tablespace, oid, column: 0 } : null;
    }
    case 'foreign_data_wrapper':
      if (byName) throw missing('foreign-data wrapper');
      return null;
    default:
      if (byName) throw missing('server');
      return null;
  }
}

/** Where nothing has been granted, superusers may do what only superusers may; whether there is such a setting is not asked. */
function hasOnParameter(session: Session, who: Who, name: string, text: string): boolean {
  const asked = askedFor('parameter', text);
  if (who !== null && isSuperuser(session.catalog, who)) return true;
  const ref = parameterRef(session.catalog, name.toLowerCase());
  return ref !== undefined && asked.some((item) => holds(session, who, ref, item));
}

function hasRole(session: Session, args: readonly Datum[]): boolean {
  const { catalog } = session;
  const [user, of] = args.length === 3 ? args : [session.currentRole, args[0]!];
  const who = roleOf(session, user!, false)!;
  const role = roleOf(session, of!, false)!;
  const text = args.at(-1) as string;
  return text
    .split(',')
    .map((part) => {
      const written = part.trim();
      switch (written.toUpperCase()) {
        case 'USAGE':
          return hasRightsOf(catalog, who, role);
        case 'MEMBER':
          return isMember(catalog, who, role);
        case 'USAGE WITH GRANT OPTION':
        case 'USAGE WITH ADMIN OPTION':
        case 'MEMBER WITH GRANT OPTION':
        case 'MEMBER WITH ADMIN OPTION':
          return isAdmin(catalog, who, role);
        default:
          throw unrecognized(written);
      }
    })
    .some((holding) => holding);
}
