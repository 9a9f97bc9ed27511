/**
 * Finds the group of a row by its keys, or makes it: the inlined probe of an open-addressing GroupTable. A single small key is
 * looked up in an array first.
 */
import { directKeys } from '../../executor/group-table.ts';
import type { EmitContext } from '../expressions/context.ts';
import { placeholder, type Value } from '../value.ts';
import { combinedHash, hashCode, type KeyKind, keysEqual } from './key-columns.ts';

/** Whether a table made for these keys should have the array of small keys. */
export function hasDirectKeys(kinds: readonly KeyKind[]): boolean {
  return kinds.length === 1 && (kinds[0]!.interned || kinds[0]!.class === 'int32');
}

/**
 * Gives the local that holds the group number. `emitNew` writes what a new group needs besides its keys; `emitAside` what is done
 * with a row whose group a full table has not, and that goes no further.
 */
export function emitGroupLookup(
  context: EmitContext,
  table: string,
  kinds: readonly KeyKind[],
  keys: readonly Value[],
  emitNew: (group: string) => void,
  direct = false,
  emitAside: (() => void) | null = null,
): string {
  const { writer, unit } = context;
  const codes = keys.map((key, i) => {
    const kind = kinds[i]!;
    if (!kind.interned) {
      if (key.isNull === 'false') return key.code;
      const local = writer.temp('j');
      writer.line(`const ${local}=(${key.isNull})?${placeholder(key.type)}:${key.code};`);
      return local;
    }
    const local = writer.temp('j');
    const add = `${writer.hoist(`${table}.i${i}`, 'i', `${table}.interners[${i}]`)}.add(${key.code})`;
    writer.line(`const ${local}=${key.isNull === 'false' ? add : `(${key.isNull})?0:${add}`};`);
    return local;
  });
  const nullFlags = keys.map((key, i) => {
    if (kinds[i]!.interned || key.isNull === 'false') return null;
    const local = writer.temp('z');
    writer.line(`const ${local}=(${key.isNull})?1:0;`);
    return local;
  });
  const hashes = codes.map((code, i) => {
    const hash = hashCode(kinds[i]!, code, unit.pool);
    return nullFlags[i] === null ? hash : `(${nullFlags[i]}===1?1:${hash})`;
  });
  const hash = writer.temp('h');
  const position = writer.temp('q');
  const group = writer.temp('g');
  const label = writer.temp('G');
  const index = writer.hoist(`${table}.table`, 't', `${table}.table`, 'let');
  const mask = writer.hoist(`${table}.mask`, 'm', `${table}.mask`, 'let');
  const small = `${nullFlags[0] === null ? '' : `${nullFlags[0]}===0&&`}(${codes[0]}>>>0)<${directKeys}`;
  const byKey = direct ? `${writer.hoist(`${table}.direct`, 'D', `${table}.direct`)}[${codes[0]}]` : '';
  writer.line(`let ${group}=${direct ? `${small}?${byKey}:-1` : '-1'};`);
  if (direct) writer.open(`if(${group}===-1)`);
  writer.line(`const ${hash}=${combinedHash(hashes, unit.pool)};let ${position}=${hash}&${mask};`);
  const equal = codes.map((code, i) => {
    const stored = writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`);
    const same = keysEqual(kinds[i]!, `${stored}[${group}]`, code);
    if (nullFlags[i] === null) return same;
    const nulls = writer.hoist(`${table}.u${i}`, 'u', `${table}.keyNulls[${i}]`);
    return `${nulls}[${group}]===${nullFlags[i]}&&(${nullFlags[i]}===1||${same})`;
  });
  writer.line(
    `${label}:while((${group}=${index}[${position}])!==-1){if(${equal.join('&&') || 'true'})break ${label};` +
      `${position}=(${position}+1)&${mask};}`,
  );
  writer.open(`if(${group}===-1)`);
  if (emitAside !== null) {
    writer.open(`if(${table}.full)`);
    emitAside();
    writer.close();
  }
  writer.line(`${group}=${table}.add(${hash},${position});${index}=${table}.table;${mask}=${table}.mask;`);
  for (const [i, code] of codes.entries()) {
    writer.line(`${writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`)}.push(${code});`);
    if (nullFlags[i] !== null) {
      writer.line(`${writer.hoist(`${table}.u${i}`, 'u', `${table}.keyNulls[${i}]`)}.push(${nullFlags[i]});`);
    }
  }
  emitNew(group);
  writer.close();
  if (direct) {
    writer.line(`if(${small})${byKey}=${group};`);
    writer.close();
  }
  return group;
}
