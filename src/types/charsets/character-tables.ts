/**
 * The tables of character sets, as PostgreSQL 15 converts them: a file for each family, read when one of its sets is first asked
 * for. Compressed with Brotli, which finds what the sets of a family have in common, it holds numbers of seven bits a byte, low
 * first; signed ones have their sign in the lowest bit:
 *
 *   the number of sets, then of each
 *     the length of its name, its name
 *     the number of runs of codes; of each run how far it begins behind the end of the one before, and its length
 *     for each code of the runs its code point, as the difference from that before
 *     the number of pairs; of each pair its base and its mark. The code point 0x110000 + n stands for pair n
 *     the number of code points that the lowest code with them is not the code of; how far each is behind the one before, then
 *     the codes of all, as differences; 0 is none
 *
 * The file `between` has pairs of sets in their place (`KOI8R>WIN1251`), and codes of the second as code points.
 */
import { DecodeError } from '../../common/index.ts';
import type { CharacterTable } from './charset.ts';
import { firstPair } from './charset.ts';
import { CodeMap } from './code-map.ts';

export interface NamedTable {
  readonly table: CharacterTable;
  /** Codes of pairs by their place. */
  readonly pairCodes: ReadonlyMap<number, number>;
}

/** The tables of a family by the names of its sets. */
export function readTables(family: string): ReadonlyMap<string, NamedTable> {
  const fs = process.getBuiltinModule('node:fs');
  const zlib = process.getBuiltinModule('node:zlib');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  // Beside this file, and beside the bundle in the package.
  const path = fileURLToPath(new URL(`./character-tables/${family}.br`, import.meta.url));
  const input = new TableReader(zlib.brotliDecompressSync(fs.readFileSync(path)));
  const tables = new Map<string, NamedTable>();
  for (let left = input.number(); left > 0; left--) tables.set(input.name(), readTable(input));
  return tables;
}

function readTable(input: TableReader): NamedTable {
  const all: number[] = [];
  let end = 0;
  for (let left = input.number(); left > 0; left--) {
    const start = end + input.number();
    end = start + input.number();
    for (let code = start; code < end; code++) all.push(code);
  }
  const codePoints = new CodeMap();
  const codes = new CodeMap();
  const pairCodes = new Map<number, number>();
  let codePoint = 0;
  for (const code of all) {
    codePoint += input.signed();
    codePoints.set(code, codePoint);
    if (codePoint >= firstPair) pairCodes.set(codePoint - firstPair, code);
    else if (!codes.has(codePoint)) codes.set(codePoint, code);
  }
  const pairs = Array.from({ length: input.number() }, () => [input.number(), input.number()] as const);
  let last = 0;
  const others = Array.from({ length: input.number() }, () => {
    last += input.number();
    return last;
  });
  let code = 0;
  for (const other of others) {
    code += input.signed();
    codes.set(other, code);
  }
  return { table: { codePoints, codes, pairs }, pairCodes };
}

class TableReader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new DecodeError('a table of characters ends too soon');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  name(): string {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('latin1', this.at - length, this.at);
  }
}
