/**
 * TypeDefs of a catalog's own types, one for each version of a descriptor: as descriptors are immutable, the definition can be
 * kept with it. A domain is made of the type below it and is therefore kept with both.
 */
import { sqlError } from '../errors/index.ts';
import { arrayTypeOf } from '../types/array.ts';
import { orderingCollation, underCollation } from '../types/collation/index.ts';
import type { RangeFamily } from '../types/ranges/families.ts';
import { ownMultirangeType, ownRangeType } from '../types/ranges/own-ranges.ts';
import { typeByOid } from '../types/registry.ts';
import type { Datum, Oid, RowField, TextContext, TypeDef } from '../types/type-def.ts';
import { compositeTypeOf, domainTypeOf, enumTypeOf } from '../types/user-types.ts';
import type {
  DomainDescriptor,
  MultirangeDescriptor,
  RangeDescriptor,
  RelationDescriptor,
  TypeDescriptor,
} from './descriptors.ts';
import { firstUserOid } from './well-known.ts';

type Owner = TypeDescriptor | RelationDescriptor;

/** Where types below others are found: the catalog. */
export interface TypeSource {
  userType(oid: Oid): TypeDef | undefined;
  ownType(oid: Oid): TypeDescriptor | undefined;
}

const definitions = new WeakMap<Owner, TypeDef>();
const arrays = new WeakMap<TypeDef, TypeDef>();
const domains = new WeakMap<TypeDef, WeakMap<DomainDescriptor, TypeDef>>();

export function typeOf(owner: Owner, source: TypeSource): TypeDef {
  if (owner.kind === 'domain') return domainOf(owner, source);
  if (owner.kind === 'range') return rangesOf(owner, source).range;
  if (owner.kind === 'multirange') return rangesOf(source.ownType(owner.range) as RangeDescriptor, source).multirange;
  let type = definitions.get(owner);
  if (type === undefined) {
    type = makeType(owner);
    definitions.set(owner, type);
  }
  return type;
}

export function arrayOf(owner: Owner, source: TypeSource): TypeDef {
  const element = typeOf(owner, source);
  let type = arrays.get(element);
  if (type === undefined) {
    type = arrayTypeOf(element);
    arrays.set(element, type);
  }
  return type;
}

function makeType(owner: Exclude<Owner, DomainDescriptor | RangeDescriptor | MultirangeDescriptor>): TypeDef {
  if (owner.kind === 'enum') return enumTypeOf(namesOf(owner.oid, owner.name), owner.labels);
  const rowType = 'rowType' in owner ? owner.rowType : 0;
  // System relations have no array types.
  const names = { ...namesOf(rowType, owner.name), ...(rowType < firstUserOid ? { arrayOid: 0 } : {}) };
  return compositeTypeOf(names, fieldsOf(owner));
}

function namesOf(oid: Oid, name: string) {
  return { oid, name, arrayOid: oid - 1 };
}

/** The live columns of a relation. */
function fieldsOf(relation: RelationDescriptor): RowField[] {
  if (!('columns' in relation)) return [];
  return relation.columns.filter((column) => !column.dropped).map(({ name, type, typmod }) => ({ name, type, typmod }));
}

function domainOf(domain: DomainDescriptor, source: TypeSource): TypeDef {
  const base = typeByOidIn(source, domain.base);
  let known = domains.get(base);
  if (known === undefined) {
    known = new WeakMap();
    domains.set(base, known);
  }
  let type = known.get(domain);
  if (type === undefined) {
    type = makeDomain(domain, base);
    known.set(domain, type);
  }
  return type;
}

interface OwnRanges {
  readonly subtype: TypeDef;
  readonly multirangeName: string;
  readonly range: TypeDef;
  readonly multirange: TypeDef;
}

const ranges = new WeakMap<RangeDescriptor, OwnRanges>();

/** Both types over a subtype; made anew when the subtype is another, or the multirange has another name. */
function rangesOf(owner: RangeDescriptor, source: TypeSource): OwnRanges {
  const subtype = typeByOidIn(source, owner.subtype);
  const multirangeName = source.ownType(owner.multirange)!.name;
  const known = ranges.get(owner);
  if (known?.subtype === subtype && known.multirangeName === multirangeName) return known;
  const order = orderingCollation(owner.collation);
  const ordered = order === null ? subtype : typeByOid(underCollation(subtype.oid, order.oid))!;
  const family: RangeFamily = {
    name: owner.name,
    multirangeName,
    oid: owner.oid,
    arrayOid: owner.oid - 1,
    multirangeOid: owner.multirange,
    multirangeArrayOid: owner.multirange - 1,
    subtype,
    compare: ordered.compare!,
    next: null,
    constructors: { range: owner.constructors, multirange: owner.multirangeConstructors },
  };
  const made = { subtype, multirangeName, range: ownRangeType(family), multirange: ownMultirangeType(family) };
  ranges.set(owner, made);
  return made;
}

function typeByOidIn(source: TypeSource, oid: Oid): TypeDef {
  return (oid < firstUserOid ? typeByOid(oid) : source.userType(oid))!;
}

/** Gives a function that tests a value, not null or null, against a domain's CHECK: whether it is true or null. */
export type DomainCheckCompiler = (
  domain: DomainDescriptor,
  constraint: number,
) => (value: Datum, context: TextContext) => boolean;

let compileCheck: DomainCheckCompiler | null = null;

/** The compiler, which is above this layer, gives what makes CHECKs run. */
export function registerDomainChecks(compile: DomainCheckCompiler): void {
  compileCheck = compile;
}

export function compiledDomainCheck(
  domain: DomainDescriptor,
  constraint: number,
): (value: Datum, context: TextContext) => boolean {
  return compileCheck!(domain, constraint);
}

/** Those of the domains below come first; then NOT NULL, then the CHECKs in order of their names. */
function makeDomain(domain: DomainDescriptor, base: TypeDef): TypeDef {
  let checks: { name: string; holds: (value: Datum, context: TextContext) => boolean }[] | null = null;
  const type: TypeDef = domainTypeOf(namesOf(domain.oid, domain.name), base, {
    parent: domain.base,
    parentTypmod: domain.typmod,
    check(value, context, as = type) {
      base.domain?.check(value, context, as);
      if (domain.notNull && value === null) {
        throw sqlError('not_null_violation', `domain ${as.displayName} does not allow null values`, {
          ...domainFields(as, context),
        });
      }
      checks ??= [...domain.constraints.keys()]
        .sort((a, b) => (domain.constraints[a]!.name < domain.constraints[b]!.name ? -1 : 1))
        .map((i) => ({ name: domain.constraints[i]!.name, holds: compileCheck!(domain, i) }));
      for (const { name, holds } of checks) {
        if (holds(value, context)) continue;
        throw sqlError('check_violation', `value for domain ${as.displayName} violates check constraint "${name}"`, {
          ...domainFields(as, context),
          constraint: name,
        });
      }
    },
  });
  function domainFields(of: TypeDef, context: TextContext) {
    const schema = context.names?.schemaName(domain.schema) ?? undefined;
    return { schema, dataType: of.name };
  }
  return type;
}
