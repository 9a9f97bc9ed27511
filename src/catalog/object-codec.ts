/**
 * Catalog objects as bytes. Descriptors and the bound trees in them are plain immutable data, so one codec of plain data serves
 * all of them: objects as names and values (a name is written once in a block and numbered), arrays, and the values of columns
 * as types/datum-codec.ts has them. Properties that are undefined are left out.
 */
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { readDatum, writeDatum } from '../types/datum-codec.ts';
import type { Datum } from '../types/type-def.ts';
import type { CatalogObject } from './catalog-parts.ts';

const DATUM = 0;
const ARRAY = 1;
const OBJECT = 2;

/** Deeper than the parser lets anything nest. */
const DEPTH_MAX = 5000;

export class ObjectWriter {
  private readonly out: ByteWriter;
  private readonly names = new Map<string, number>();

  constructor(out: ByteWriter) {
    this.out = out;
  }

  write(value: unknown): void {
    const { out } = this;
    if (Array.isArray(value)) {
      out.u8(ARRAY);
      out.varint(value.length);
      for (const item of value) this.write(item);
    } else if (isPlain(value)) this.writeObject(value);
    else {
      out.u8(DATUM);
      writeDatum(out, value as Datum);
    }
  }

  private writeObject(value: Readonly<Record<string, unknown>>): void {
    const { out } = this;
    const entries = Object.entries(value).filter((entry) => entry[1] !== undefined);
    out.u8(OBJECT);
    out.varint(entries.length);
    for (const [name, item] of entries) {
      this.writeName(name);
      this.write(item);
    }
  }

  private writeName(name: string): void {
    const known = this.names.get(name);
    this.out.varint(known ?? this.names.size);
    if (known !== undefined) return;
    this.names.set(name, this.names.size);
    this.out.text(name);
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export class ObjectReader {
  private readonly from: ByteReader;
  private readonly names: string[] = [];

  constructor(from: ByteReader) {
    this.from = from;
  }

  read(depth = 0): unknown {
    const { from } = this;
    if (depth > DEPTH_MAX) throw new DecodeError('objects are nested too deep');
    const tag = from.u8();
    switch (tag) {
      case DATUM:
        return readDatum(from);
      case ARRAY: {
        const items = new Array<unknown>(from.count());
        for (let i = 0; i < items.length; i++) items[i] = this.read(depth + 1);
        return items;
      }
      case OBJECT: {
        const object: Record<string, unknown> = {};
        for (let n = from.count(2); n > 0; n--) {
          const name = this.readName();
          object[name] = this.read(depth + 1);
        }
        return object;
      }
      default:
        throw new DecodeError(`there is no catalog value with tag ${tag}`);
    }
  }

  private readName(): string {
    const number = this.from.varint();
    if (number > this.names.length) throw new DecodeError('a name is missing');
    if (number < this.names.length) return this.names[number]!;
    const name = this.from.text();
    if (name === '__proto__') throw new DecodeError('a name is damaged');
    this.names.push(name);
    return name;
  }

  /** An object as `write` was given it; of its insides only the parts every object has are checked. */
  readObject(): CatalogObject {
    const object = this.read() as CatalogObject;
    const valid =
      isPlain(object) &&
      typeof object.kind === 'string' &&
      typeof object.oid === 'number' &&
      typeof object.name === 'string';
    if (!valid) throw new DecodeError('a catalog object is damaged');
    return object;
  }
}
