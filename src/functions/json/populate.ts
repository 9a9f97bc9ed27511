/**
 * SQL values read out of JSON by the type that is wanted: rows take their fields from the members of an object by name, arrays their
 * elements from (nested) arrays, domains check what their base type made, and everything else goes through the text form.
 * One walk does for json and jsonb; `JsonShape` is what it knows of either.
 */
import { type SqlError, sqlError } from '../../errors/index.ts';
import { maxDimensions, PgArray } from '../../types/array-value.ts';
import { formatJsonb, quoteJson, scalarText } from '../../types/json/jsonb-text.ts';
import type { Jsonb } from '../../types/json/jsonb-value.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid, PgRecord, typeByOid, valueType } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid, RowField, TextContext, TypeDef } from '../../types/type-def.ts';
import { type JsonNode, memberOf, nodeJson } from './json-node.ts';

export interface JsonShape<N> {
  kind(node: N): 'null' | 'string' | 'scalar' | 'array' | 'object';
  items(node: N): readonly N[];
  member(node: N, key: string): N | undefined;
  memberCount(node: N): number;
  /** What the input function of `type` reads; the node is not null. */
  text(node: N, type: Oid): string;
}

export function jsonShape(text: string): JsonShape<JsonNode> {
  return {
    kind: ({ kind }) => (kind === 'number' || kind === 'true' || kind === 'false' ? 'scalar' : kind),
    items: ({ items }) => items,
    member: memberOf,
    memberCount: ({ keys }) => keys.length,
    text: (node, type) => {
      if (node.kind !== 'string') return nodeJson(text, node);
      return type === typeOid.json || type === typeOid.jsonb ? quoteJson(node.value) : node.value;
    },
  };
}

export const jsonbShape: JsonShape<Jsonb> = {
  kind: ({ kind }) => (kind === 'number' || kind === 'boolean' ? 'scalar' : kind),
  items: ({ items }) => items,
  member: (node, key) => node.member(key),
  memberCount: ({ keys }) => keys.length,
  text: (node, type) => {
    if (node.isContainer || type === typeOid.json || type === typeOid.jsonb) return formatJsonb(node);
    return node.kind === 'string' ? (node.scalar as string) : scalarText(node);
  },
};

/** Where the value stands, for the hints of errors; no key at the top. */
type Place = string | null;

export class Populating<N> {
  private readonly shape: JsonShape<N>;
  private readonly context: TextContext;

  constructor(shape: JsonShape<N>, context: TextContext) {
    this.shape = shape;
    this.context = context;
  }

  /** `base` has the values of fields that the object does not name; without one such fields are null. */
  record(fields: readonly RowField[], base: PgRecord | null, node: N): PgRecord {
    const { shape } = this;
    const kind = shape.kind(node);
    if (kind !== 'object') {
      throw invalid(`cannot call populate_composite on ${kind === 'array' ? 'an array' : 'a scalar'}`);
    }
    if (base !== null && shape.memberCount(node) === 0) return base;
    const values = fields.map(({ name, type, typmod }, i): Datum => {
      const found = shape.member(node, name);
      const before = base?.values[i] ?? null;
      if (found === undefined && base !== null) return before;
      return this.field(type, typmod, name, before, found);
    });
    return new PgRecord(
      fields.map(({ type }) => type),
      values,
      fields.map(({ name }) => name),
    );
  }

  private field(type: Oid, typmod: number, place: Place, before: Datum, node: N | undefined): Datum {
    const def = valueType(type);
    if (def.domain !== undefined) {
      const value = this.field(def.domain.parent, def.domain.parentTypmod, place, before, node);
      def.domain.check(value, this.context);
      return value;
    }
    if (node === undefined || this.shape.kind(node) === 'null') return null;
    // A string is the value's text form, whatever the type.
    if (this.shape.kind(node) !== 'string') {
      if (def.kind === 'composite') return this.record(def.fields!, before as PgRecord | null, node);
      if (isArray(def)) return new ArrayReading(this, this.shape, def.elementOid, typmod, place).read(node);
    }
    return inputOf(def, this.shape.text(node, baseTypeOid(type)), typmod, this.context);
  }

  element(type: Oid, typmod: number, node: N): Datum {
    return this.field(type, typmod, null, null, node);
  }
}

function isArray(def: TypeDef): boolean {
  return def.elementOid !== 0 && def.category === 'A' && def.length === -1;
}

function inputOf(def: TypeDef, text: string, typmod: number, context: TextContext): DatumValue {
  const value = def.input(text, typmod, context);
  const modified = isArray(def) ? typeByOid(def.elementOid)! : def;
  if (typmod < 0 || modified.applyModifier === undefined) return value;
  if (modified === def) return def.applyModifier!(value as never, typmod, false);
  const { elementType, dims, lowerBounds, values } = value as PgArray;
  const fitted = values.map((item) => (item === null ? null : modified.applyModifier!(item as never, typmod, false)));
  return new PgArray(elementType, dims, lowerBounds, fitted);
}

function invalid(message: string): SqlError {
  return sqlError('invalid_parameter_value', message);
}

/** How many dimensions there are is decided by the first thing within that is no array. */
class ArrayReading<N> {
  private readonly populating: Populating<N>;
  private readonly shape: JsonShape<N>;
  private readonly elementType: Oid;
  private readonly typmod: number;
  private readonly place: Place;
  private readonly values: Datum[] = [];
  /** 0 while it is not known. */
  private dimensions = 0;
  private readonly lengths: number[] = [];
  /** Of each dimension how many elements were read so far of the array that is being read. */
  private readonly sizes: number[] = [];

  constructor(populating: Populating<N>, shape: JsonShape<N>, elementType: Oid, typmod: number, place: Place) {
    this.populating = populating;
    this.shape = shape;
    this.elementType = elementType;
    this.typmod = typmod;
    this.place = place;
  }

  read(node: N): PgArray {
    this.level(node, 1);
    const { values, lengths, dimensions } = this;
    if (dimensions > maxDimensions) {
      throw sqlError(
        'program_limit_exceeded',
        `number of array dimensions (${dimensions}) exceeds the maximum allowed (${maxDimensions})`,
      );
    }
    if (values.length === 0) return PgArray.empty(this.elementType);
    const dims = lengths.slice(0, dimensions);
    return new PgArray(
      this.elementType,
      dims,
      dims.map(() => 1),
      values,
    );
  }

  private level(node: N, depth: number): void {
    const { shape } = this;
    if (shape.kind(node) !== 'array') throw this.expectedArray(depth - 1);
    const items = shape.items(node);
    if (this.dimensions === 0 && (items.length === 0 || shape.kind(items[0]!) !== 'array')) this.dimensions = depth;
    this.sizes[depth - 1] = 0;
    for (const item of items) {
      if (this.dimensions > 0 && depth >= this.dimensions) {
        this.values.push(this.populating.element(this.elementType, this.typmod, item));
      } else this.level(item, depth + 1);
      this.sizes[depth - 1]!++;
    }
    const length = this.lengths[depth - 1];
    if (length === undefined) this.lengths[depth - 1] = items.length;
    else if (length !== items.length) {
      throw sqlError('invalid_text_representation', 'malformed JSON array', {
        detail: 'Multidimensional arrays must have sub-arrays with matching dimensions.',
      });
    }
  }

  private expectedArray(depth: number): SqlError {
    const indices = this.sizes
      .slice(0, depth)
      .map((size) => `[${size}]`)
      .join('');
    const key = this.place === null ? '' : `key "${this.place}"`;
    const what = [indices === '' ? '' : `array element ${indices}`, key].filter((part) => part !== '');
    const at = indices === '' && key !== '' ? `value of ${key}` : what.join(' of ');
    return sqlError('invalid_text_representation', 'expected JSON array', {
      ...(at !== '' && { hint: `See the ${at}.` }),
    });
  }
}
