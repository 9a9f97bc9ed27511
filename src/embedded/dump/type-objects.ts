/** Enums, domains, ranges and composite types, each after those it is made of. Constraints that were not validated come with the others. */
import {
  type CompositeTypeDescriptor,
  type DomainConstraint,
  type DomainDescriptor,
  type EnumDescriptor,
  type MultirangeDescriptor,
  quoteIdentifier,
  type RangeDescriptor,
  type RelationDescriptor,
  type TypeDescriptor,
} from '../../catalog/index.ts';
import { referencesOf } from '../../catalog/object-references.ts';
import { functionByOid } from '../../functions/index.ts';
import { compareText } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Archive } from './archive.ts';
import { collationText } from './collation-text.ts';
import { addNeed, type DumpObject } from './dump-order.ts';
import { type DumpSnapshot, schemasIn } from './snapshot.ts';
import { literal, qualified, roleName, schemaName } from './sql-text.ts';

/** A multirange type comes with its range type. */
type Dumped = Exclude<TypeDescriptor, MultirangeDescriptor> | CompositeTypeDescriptor;

/** By OID of the descriptor. */
export function typeObjects(snapshot: DumpSnapshot): Map<Oid, DumpObject> {
  const { catalog } = snapshot;
  const types: Dumped[] = schemasIn(catalog).flatMap((schema) => [
    ...catalog.ownTypesIn(schema.oid).filter((type) => type.kind !== 'multirange'),
    ...catalog.relationsIn(schema.oid).filter((relation) => relation.kind === 'composite'),
  ]);
  return new Map(types.map((type) => [type.oid, typeObject(snapshot, type)]));
}

/** Adds the types that a descriptor uses to what its object has to come after. */
export function addTypeNeeds(
  { catalog }: DumpSnapshot,
  descriptor: TypeDescriptor | RelationDescriptor,
  object: DumpObject,
  objects: ReadonlyMap<Oid, DumpObject>,
): void {
  for (const reference of referencesOf(descriptor)) {
    if (reference >= 0) {
      const collation = catalog.ownCollation(reference) === undefined ? undefined : objects.get(reference);
      if (collation !== undefined) addNeed(object, collation);
      continue;
    }
    const found = catalog.typeOwner(-reference) ?? catalog.typeOwner(-reference + 1);
    const owner = found?.kind === 'multirange' ? catalog.ownType(found.range) : found;
    const need = owner === undefined ? undefined : objects.get(owner.oid);
    if (need !== undefined && need !== object) addNeed(object, need);
  }
}

function typeObject(snapshot: DumpSnapshot, type: Dumped): DumpObject {
  const { catalog } = snapshot;
  return {
    kind: 'type',
    schema: schemaName(catalog, type),
    name: type.name,
    needs: new Set(),
    write(archive) {
      const name = qualified(catalog, type);
      const place = { schema: schemaName(catalog, type), owner: roleName(catalog, type.owner) };
      const kind = type.kind === 'domain' ? 'DOMAIN' : 'TYPE';
      archive.entry({
        ...place,
        name: type.name,
        type: kind,
        text: `${definition(snapshot, type, name)};\n`,
        owned: `${kind} ${name}`,
      });
      archive.comment({ kind, title: quoteIdentifier(type.name), name }, type.comment, place);
      if (type.kind === 'range') {
        const multirange = catalog.ownType(type.multirange)!;
        const title = quoteIdentifier(multirange.name);
        archive.comment({ kind, title, name: qualified(catalog, multirange) }, multirange.comment, place);
      }
      if (type.kind === 'composite') columnComments(type, name, place, archive);
      if (type.kind !== 'domain') return;
      for (const check of inlineChecks(type)) {
        const of = `CONSTRAINT ${quoteIdentifier(check.name)} ON DOMAIN`;
        archive.comment({ kind: of, title: quoteIdentifier(type.name), name }, check.comment, place);
      }
    },
  };
}

function columnComments(
  type: CompositeTypeDescriptor,
  name: string,
  place: { readonly schema: string; readonly owner: string },
  archive: Archive,
): void {
  for (const column of type.columns) {
    if (column.dropped) continue;
    const quoted = quoteIdentifier(column.name);
    const title = `${quoteIdentifier(type.name)}.${quoted}`;
    archive.comment({ kind: 'COLUMN', title, name: `${name}.${quoted}` }, column.comment, place);
  }
}

function definition(snapshot: DumpSnapshot, type: Dumped, name: string): string {
  switch (type.kind) {
    case 'enum':
      return enumDefinition(type, name);
    case 'range':
      return rangeDefinition(snapshot, type, name);
    case 'domain':
      return domainDefinition(snapshot, type, name);
    case 'composite':
      return compositeDefinition(snapshot, type, name);
  }
}

function enumDefinition(type: EnumDescriptor, name: string): string {
  return `CREATE TYPE ${name} AS ENUM (${type.labels.map(({ label }) => `\n    ${literal(label)}`).join(',')}\n)`;
}

function rangeDefinition({ catalog, definitions }: DumpSnapshot, type: RangeDescriptor, name: string): string {
  const lines = [
    `subtype = ${definitions.formatType(type.subtype, -1)}`,
    `multirange_type_name = ${qualified(catalog, catalog.ownType(type.multirange)!)}`,
  ];
  const collation = collationText(type.collation, type.subtype, catalog);
  if (collation !== '') lines.push(collation.replace(' COLLATE ', 'collation = '));
  if (type.subtypeDiff !== 0) lines.push(`subtype_diff = ${quoteIdentifier(functionByOid(type.subtypeDiff)!.name)}`);
  return `CREATE TYPE ${name} AS RANGE (${lines.map((line) => `\n    ${line}`).join(',')}\n)`;
}

function compositeDefinition(
  { catalog, definitions }: DumpSnapshot,
  type: CompositeTypeDescriptor,
  name: string,
): string {
  const lines = type.columns
    .filter((column) => !column.dropped)
    .map(
      (column) =>
        `\n\t${quoteIdentifier(column.name)} ${definitions.formatType(column.type, column.typmod)}${collationText(column.collation, column.type, catalog)}`,
    );
  return `CREATE TYPE ${name} AS (${lines.join(',')}\n)`;
}

function inlineChecks(domain: DomainDescriptor): DomainConstraint[] {
  return domain.constraints.filter((constraint) => constraint.validated).sort((a, b) => compareText(a.name, b.name));
}

function domainDefinition({ catalog, definitions }: DumpSnapshot, domain: DomainDescriptor, name: string): string {
  let text = `CREATE DOMAIN ${name} AS ${definitions.formatType(domain.base, domain.typmod)}`;
  text += collationText(domain.collation, domain.base, catalog);
  if (domain.notNull) text += ' NOT NULL';
  const value = definitions.domainDefault(domain);
  if (value !== null) text += ` DEFAULT ${value}`;
  for (const check of inlineChecks(domain)) {
    text += `\n\tCONSTRAINT ${quoteIdentifier(check.name)} ${definitions.constraintDefinition(check.oid, false)}`;
  }
  return text;
}

/** NOT VALID constraints of domains, which are added when the rows are there. */
export function domainConstraintObjects(snapshot: DumpSnapshot): DumpObject[] {
  const { catalog, definitions } = snapshot;
  const objects: DumpObject[] = [];
  for (const schema of schemasIn(catalog)) {
    for (const domain of catalog.ownTypesIn(schema.oid)) {
      if (domain.kind !== 'domain') continue;
      for (const constraint of domain.constraints) {
        if (constraint.validated) continue;
        objects.push({
          kind: 'constraint',
          schema: schema.name,
          name: constraint.name,
          table: domain.name,
          needs: new Set(),
          write(archive) {
            const place = { schema: schema.name, owner: roleName(catalog, domain.owner) };
            const name = qualified(catalog, domain);
            const text = definitions.constraintDefinition(constraint.oid, false);
            archive.entry({
              ...place,
              name: `${domain.name} ${constraint.name}`,
              type: 'CHECK CONSTRAINT',
              text: `ALTER DOMAIN ${name}\n    ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${text};\n`,
            });
            const of = `CONSTRAINT ${quoteIdentifier(constraint.name)} ON DOMAIN`;
            archive.comment({ kind: of, title: quoteIdentifier(domain.name), name }, constraint.comment, place);
          },
        });
      }
    }
  }
  return objects;
}
