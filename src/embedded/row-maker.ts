/**
 * Rows as plain objects, made as fast as object literals would be: a constructor for each list of column names, whose source
 * has only numbered parameters; names and converters are captured. The number of the shape stands in the source, so that V8
 * keeps the type feedback of different shapes apart.
 */
import type { OutputColumn } from '../catalog/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { Datum } from '../types/type-def.ts';
import { converterOf, type ToJs, type ValueMapping } from './js-values.ts';

export type RowMaker = (...values: Datum[]) => Record<string, unknown>;
type RowFactory = (converters: readonly (ToJs | null)[], context: FunctionContext) => RowMaker;

const shapes = new Map<string, RowFactory>();
const maxShapes = 5000;
let shapeCount = 0;

export function rowMaker(columns: readonly OutputColumn[], mapping: ValueMapping, context: FunctionContext): RowMaker {
  const converters = columns.map((column) => converterOf(column.type, mapping));
  const names = columns.map((column) => column.name);
  const key = JSON.stringify([names, converters.map((converter) => (converter === null ? 0 : 1))]);
  let factory = shapes.get(key);
  if (factory === undefined) {
    factory = makeFactory(
      names,
      converters.map((converter) => converter !== null),
    );
    if (shapes.size >= maxShapes) shapes.clear();
    shapes.set(key, factory);
  }
  return factory(converters, context);
}

function makeFactory(names: readonly string[], converted: readonly boolean[]): RowFactory {
  const parameters = names.map((_, i) => `v${i}`).join(',');
  const assignments = names.map((_, i) =>
    converted[i] ? `this[n${i}]=v${i}===null?null:c${i}(v${i},X);` : `this[n${i}]=v${i};`,
  );
  const captured = names.map((_, i) => `const n${i}=N[${i}];`).join('');
  const converters = names.map((_, i) => (converted[i] ? `const c${i}=C[${i}];` : '')).join('');
  const source =
    `"use strict";/* shape ${shapeCount++} */${captured}return function(C,X){${converters}` +
    `function Row(${parameters}){${assignments.join('')}}Row.prototype=Object.prototype;` +
    `return function(${parameters}){return new Row(${parameters});};};`;
  return new Function('N', source)(names) as RowFactory;
}
