/**
 * TypeDefs of the types that SQL defines: enums, domains, composite types (those of CREATE TYPE and the row types of tables). Each
 * is made once from its immutable descriptor in the catalog; what it says of other user types it looks up when asked, since they
 * can be changed without it.
 *
 * A value of an enum type is a number, its label's enumsortorder: values compare as numbers, a label added between two others
 * takes a number between theirs. Where there is none left, all labels get new numbers, and with them the stored values.
 */
import { sqlError } from '../errors/index.ts';
import { compareNumbers } from './define-type.ts';
import { hashNumber } from './hash.ts';
import { parseRecordText } from './record-text.ts';
import { compareRecords, formatRecord, PgRecord } from './record-value.ts';
import type { Datum, DomainFacts, Enumeration, EnumLabel, Oid, RowField, TextContext, TypeDef } from './type-def.ts';
import { typeByOid, userTypeName } from './type-table.ts';

export interface UserTypeNames {
  readonly oid: Oid;
  readonly name: string;
  readonly arrayOid: Oid;
}

/** Fields that all of them have alike; the name in messages depends on the search path of who asks. */
function common(names: UserTypeNames) {
  return {
    oid: names.oid,
    name: names.name,
    get displayName(): string {
      return userTypeName(names.oid) ?? names.name;
    },
    arrayOid: names.arrayOid,
  };
}

function enumerationOf(labels: readonly EnumLabel[]): Enumeration {
  const byLabel = new Map(labels.map((label) => [label.label, label]));
  const byOrder = new Map(labels.map((label) => [label.order, label]));
  const byOid = new Map(labels.map((label) => [label.oid, label]));
  return {
    labels,
    byLabel: (label) => byLabel.get(label),
    byOrder: (order) => byOrder.get(order),
    byOid: (oid) => byOid.get(oid),
  };
}

/** The number of a label that may be used; 55P04 while the transaction that added it has not committed. */
export function usableLabel(type: TypeDef, label: EnumLabel, context: TextContext): number {
  if (context.names?.isPendingLabel?.(label.oid)) {
    throw sqlError(
      'unsafe_new_enum_value_usage',
      `unsafe use of new value "${label.label}" of enum type ${type.displayName}`,
      { hint: 'New enum values must be committed before they can be used.' },
    );
  }
  return label.order;
}

export function enumTypeOf(names: UserTypeNames, labels: readonly EnumLabel[]): TypeDef {
  const enumeration = enumerationOf(labels);
  const facts = {
    elementOid: 0,
    kind: 'enum',
    category: 'E',
    preferred: false,
    length: 4,
    align: 'i',
    collatable: false,
    vector: 'float64',
    scalar: 'number',
    input(text: string, _typmod: number, context: TextContext) {
      const label = enumeration.byLabel(text);
      if (label === undefined) {
        throw sqlError('invalid_text_representation', `invalid input value for enum ${type.displayName}: "${text}"`);
      }
      return usableLabel(type, label, context);
    },
    output(value: unknown) {
      const label = enumeration.byOrder(value as number);
      if (label === undefined) {
        throw sqlError('invalid_binary_representation', `invalid internal value for enum: ${String(value)}`);
      }
      return label.label;
    },
    compare: compareNumbers,
    hash: hashNumber,
    enumeration,
  } as const;
  const type: TypeDef = Object.defineProperties({ ...facts } as unknown as TypeDef, propertiesOf(names));
  return type;
}

/** As properties, so that the getter among them stays one. */
function propertiesOf(names: UserTypeNames): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(common(names));
}

/** `base` is the type below, as it is when the domain is made: its values are the domain's. */
export function domainTypeOf(names: UserTypeNames, base: TypeDef, domain: DomainFacts): TypeDef {
  const facts = {
    elementOid: 0,
    kind: 'domain',
    category: base.category,
    preferred: false,
    length: base.length,
    align: base.align,
    collatable: base.collatable,
    vector: base.vector,
    scalar: base.scalar,
    input(text: string, _typmod: number, context: TextContext) {
      const value = modified(base, base.input(text, domain.parentTypmod, context), domain.parentTypmod);
      domain.check(value, context);
      return value;
    },
    output: (value: never, context: TextContext) => base.output(value, context),
    compare: base.compare,
    hash: base.hash,
    domain,
  };
  return Object.defineProperties(facts as unknown as TypeDef, propertiesOf(names));
}

function modified(type: TypeDef, value: Datum, typmod: number): NonNullable<Datum> {
  if (typmod < 0 || type.applyModifier === undefined) return value as NonNullable<Datum>;
  return type.applyModifier(value as never, typmod, false);
}

export function compositeTypeOf(names: UserTypeNames, fields: readonly RowField[]): TypeDef {
  const facts = {
    elementOid: 0,
    kind: 'composite',
    category: 'C',
    preferred: false,
    length: -1,
    align: 'd',
    collatable: false,
    vector: 'mixed',
    scalar: 'object',
    input: (text: string, _typmod: number, context: TextContext) => {
      const values = parseRecordText(text, fields.length, (part, i) => fieldInput(fields[i]!, part, context));
      return new PgRecord(
        fields.map((field) => field.type),
        values,
      );
    },
    output: (value: PgRecord, context: TextContext) => formatRecord(padded(value, fields), context),
    compare: (a: PgRecord, b: PgRecord) => compareRecords(padded(a, fields), padded(b, fields)),
    hash: null,
    fields,
  };
  return Object.defineProperties(facts as unknown as TypeDef, propertiesOf(names));
}

/** A value from before fields were added to its type has null there. */
function padded(value: PgRecord, fields: readonly RowField[]): PgRecord {
  const { types, values } = value;
  if (values.length >= fields.length) return value;
  const added = fields.slice(values.length);
  return new PgRecord([...types, ...added.map((field) => field.type)], [...values, ...added.map(() => null)]);
}

function fieldInput(field: RowField, text: string | null, context: TextContext): Datum {
  const type = typeByOid(field.type)!;
  if (text === null) {
    type.domain?.check(null, context);
    return null;
  }
  return modified(type, type.input(text, field.typmod, context), field.typmod);
}
