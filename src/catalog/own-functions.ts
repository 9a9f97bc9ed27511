/** Functions of the database's own: the constructors of its range types. */
import type { FunctionDef } from '../functions/function-def.ts';
import { constructorsOf } from '../functions/ranges/own-constructors.ts';
import type { Oid } from '../types/type-def.ts';
import type { Catalog } from './catalog.ts';

/** Those of a name that a search along `schemas` finds: of two with the same arguments, the one in the first schema. */
export function ownFunctionsNamed(catalog: Catalog, name: string, schemas: readonly Oid[]): readonly FunctionDef[] {
  const ranges = catalog.rangesConstructedBy(name);
  if (ranges.length === 0) return [];
  const all = ranges.flatMap((range) => constructorsOf(catalog.userType(range)!)).filter((def) => def.name === name);
  const found: FunctionDef[] = [];
  for (const schema of schemas) {
    for (const def of all) {
      if (def.own!.schema === schema && !found.some((other) => sameArguments(other, def))) found.push(def);
    }
  }
  return found;
}

function sameArguments(a: FunctionDef, b: FunctionDef): boolean {
  return (
    a.variadic === b.variadic &&
    a.args.length === b.args.length &&
    a.own!.args.every((type, i) => type === b.own!.args[i])
  );
}

/** All of them. */
export function* ownFunctions(catalog: Catalog): Generator<FunctionDef> {
  for (const type of catalog.ownTypes()) if (type.kind === 'range') yield* constructorsOf(catalog.userType(type.oid)!);
}
