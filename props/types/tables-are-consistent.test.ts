/**
 * ASSUME the tables of types, functions, operators and casts as they are.
 * ASSERT every name and OID in a row leads to a row that fits: types exist, an operator's function takes its operands,
 *        commutators and negators are mutual, casts' functions take the source and give the target.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  allCasts,
  allFunctions,
  allOperators,
  argOids,
  castPath,
  equalityFunction,
  findOperator,
  functionByOid,
  functionsByName,
  lessFunction,
  resultOid,
} from '../../src/functions/index.ts';
import { allTypes, typeByName, typeByOid, typeOid } from '../../src/types/index.ts';

test('types', () => {
  for (const type of allTypes()) {
    assert.is(typeByOid(type.oid), type);
    assert.is(typeByName(type.name), type);
    if (type.arrayOid !== 0) assert.is(typeByOid(type.arrayOid)?.elementOid, type.oid, type.name);
    if (type.elementOid !== 0) assert.ok(typeByOid(type.elementOid), type.name);
    if (type.hash !== null && type.kind !== 'pseudo')
      assert.ok(type.compare !== null || equalityFunction(type.oid), type.name);
  }
  for (const [name, oid] of Object.entries(typeOid)) {
    const type = typeByOid(oid);
    if (type !== undefined) assert.is(type.name, name);
  }
});

test('functions', () => {
  for (const def of allFunctions()) {
    assert.is(argOids(def).length, def.args.length);
    assert.ok(resultOid(def) > 0, def.name);
    if (!def.hidden) assert.ok(functionsByName(def.name).includes(def), def.name);
  }
});

test('operators', () => {
  for (const operator of allOperators()) {
    const where = `${operator.left} ${operator.name} ${operator.right}`;
    const def = functionByOid(operator.proc);
    assert.ok(def, where);
    const operands = operator.left === null ? [operator.right] : [operator.left, operator.right];
    // A function may be declared over what the operands turn into without a function: none of ours is. A variadic one names
    // the elements of the array that its last argument is.
    const declared = def.variadic ? [...def.args.slice(0, -1), `_${def.args.at(-1)}`] : def.args;
    assert.equal(declared, operands, where);
    assert.is(def.result, operator.result, where);
    if (operator.commutator !== undefined) {
      const mirrored = findOperator(operator.commutator, operator.right, operator.left!);
      assert.is(mirrored?.commutator, operator.name, where);
    }
    if (operator.negator !== undefined) {
      assert.is(findOperator(operator.negator, operator.left, operator.right)?.negator, operator.name, where);
    }
  }
});

test('casts', () => {
  for (const cast of allCasts()) {
    const [source, target] = [typeByName(cast.source), typeByName(cast.target)];
    assert.ok(source && target, `${cast.source} to ${cast.target}`);
    if (typeof cast.method === 'string') continue;
    const def = functionByOid(cast.method.proc);
    assert.ok(def?.kind === 'scalar', `${cast.source} to ${cast.target}`);
    // A second argument is the modifier.
    assert.equal(def.args.slice(1), def.args.length === 1 ? [] : ['int4']);
  }
});

test('paths between types that have no row', () => {
  const path = (source: string, target: string) => castPath(typeByName(source)!.oid, typeByName(target)!.oid);
  assert.is(path('int4', 'text')?.context, 'assignment');
  assert.is(path('text', 'int4')?.context, 'explicit');
  assert.is(path('text', 'int4')?.method, 'io');
  assert.is(path('_varchar', '_text')?.method, 'binary');
  assert.is(path('_int4', '_numeric')?.method, 'array');
  assert.is(path('_int4', '_numeric')?.element?.proc, 1740);
  assert.is(path('int4', 'uuid'), null);
  assert.is(path('bool', 'int8'), null);
  assert.is(lessFunction(typeOid.varchar), lessFunction(typeOid.text));
  assert.is(lessFunction(typeOid.xid), null);
});

test.run();
