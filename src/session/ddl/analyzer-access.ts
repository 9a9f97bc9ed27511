/** DDL's view of analysis: DdlAnalyzer on analyzer/. */

import {
  type AnalyzerContext,
  analyzeExpression,
  analyzeStatement,
  convertExpression,
  derivedCollation,
  resolveTypeName,
} from '../../analyzer/index.ts';
import {
  type BoundExpr,
  type BoundQuery,
  CatalogDefinitions,
  type Deparser,
  regclassTypeOid,
  type TableDescriptor,
  walkTree,
} from '../../catalog/index.ts';
import { SqlError, sqlStates, unsupported } from '../../errors/index.ts';
import type { Volatility } from '../../functions/function-def.ts';
import {
  castPath,
  comparisonOperator,
  equalityFunction,
  findOperator,
  functionByOid,
  lessFunction,
} from '../../functions/index.ts';
import type { Expression, SelectStatement, TypeName } from '../../parser/ast/index.ts';
import { parseExpression } from '../../parser/index.ts';
import { formatType, typeByOid } from '../../types/index.ts';
import type { Datum, Oid, TextContext } from '../../types/type-def.ts';
import type { ColumnTarget, DdlAnalyzer, DefinitionClause } from './context.ts';

const nextvalOid: Oid = 1574;
const int8Oid: Oid = 20;

export class AnalyzerAccess implements DdlAnalyzer {
  readonly deparse: Deparser;
  private readonly context: () => AnalyzerContext;

  /** `context` gives what analysis needs as of now: the catalog changes while a statement runs. */
  constructor(context: () => AnalyzerContext, deparse: Deparser) {
    this.context = context;
    this.deparse = deparse;
  }

  parse(text: string): Expression {
    return parseExpression(text);
  }

  typeName(name: TypeName): { readonly type: Oid; readonly typmod: number } {
    return resolveTypeName(name, this.context());
  }

  expression(expr: Expression, clause: DefinitionClause, table: TableDescriptor | null): BoundExpr {
    return analyzeExpression(expr, table, this.context(), { kind: clause });
  }

  condition(expr: Expression, clause: 'check' | 'indexPredicate', table: TableDescriptor): BoundExpr {
    return analyzeExpression(expr, table, this.context(), { kind: clause });
  }

  assigned(
    expr: Expression,
    clause: 'default' | 'generated',
    table: TableDescriptor | null,
    column: ColumnTarget,
  ): BoundExpr {
    const options = { kind: clause, type: column.type, typmod: column.typmod, column: column.name };
    return analyzeExpression(expr, table, this.context(), options);
  }

  using(expr: Expression, table: TableDescriptor, column: ColumnTarget): BoundExpr | null {
    try {
      const options = { kind: 'using', type: column.type, typmod: column.typmod } as const;
      return analyzeExpression(expr, table, this.context(), options);
    } catch (error) {
      if (error instanceof SqlError && error.code === sqlStates.cannot_coerce) return null;
      // A literal alone gets its type only with the conversion, which is not positioned.
      if (error instanceof SqlError && expr.kind === 'literal') error.location = undefined;
      throw error;
    }
  }

  converted(expr: BoundExpr, type: Oid, typmod: number): BoundExpr | null {
    return convertExpression(expr, type, typmod, this.context());
  }

  query(statement: SelectStatement): BoundQuery {
    const bound = analyzeStatement(statement, { ...this.context(), parameters: null, collations: true });
    if (bound.kind !== 'query') throw new Error('a SELECT was bound to something else');
    return bound.query;
  }

  volatility(expr: BoundExpr): Volatility {
    return volatilityOf(expr);
  }

  typeText(type: Oid, typmod: number): string {
    return typmod < 0 ? formatType(type) : formatType(type, typmod);
  }

  collationText(collation: Oid): string {
    const { catalog, searchPath } = this.context();
    return new CatalogDefinitions(catalog, searchPath, this.deparse).collationText(collation);
  }

  isPseudoType(type: Oid): boolean {
    return typeByOid(type)?.kind === 'pseudo';
  }

  isCollatable(type: Oid): boolean {
    return typeByOid(type)?.collatable ?? false;
  }

  isText(type: Oid): boolean {
    return typeByOid(type)?.category === 'S';
  }

  domainCollation(type: Oid): string | null {
    const own = this.context().catalog.ownType(type);
    return own?.kind === 'domain' ? (own.collation ?? this.domainCollation(own.base)) : null;
  }

  collationOf(expr: BoundExpr, table: TableDescriptor): string | null {
    return derivedCollation(expr, table, this.context());
  }

  hasOrder(type: Oid): boolean {
    return lessFunction(type) !== null;
  }

  hasHash(type: Oid): boolean {
    return comparisonOperator(type, '=')?.hashes === true;
  }

  keyEquality(referencing: Oid, referenced: Oid): Oid | null {
    const equality = equalityFunction(referenced);
    if (equality === null || referencing === referenced) return equality;
    const left = typeByOid(referencing)?.name;
    const right = typeByOid(referenced)?.name;
    if (left !== undefined && right !== undefined) {
      const across = findOperator('=', left, right);
      if (across?.btree === '=') return across.proc;
    }
    const path = castPath(referencing, referenced);
    if (path === null || path.context !== 'implicit') return null;
    if (path.method === 'binary') return equality;
    // The values would have to be converted each time a key is checked.
    throw unsupported(`a foreign key from ${this.typeText(referencing, -1)} to ${this.typeText(referenced, -1)}`);
  }

  nextval(sequence: Oid, type: Oid): BoundExpr {
    const regclass = { kind: 'const', value: sequence, type: regclassTypeOid, typmod: -1, location: -1 } as const;
    const call: BoundExpr = {
      kind: 'call',
      fn: nextvalOid,
      operator: null,
      args: [regclass],
      variadic: null,
      set: false,
      type: int8Oid,
      typmod: -1,
      location: -1,
    };
    return this.converted(call, type, -1)!;
  }

  textContext(): TextContext {
    return this.context().text;
  }

  valueText(value: Datum, type: Oid): string {
    if (value === null) return 'null';
    return typeByOid(type)!.output(value, this.context().text);
  }
}

/** Types whose text form depends on settings, in one direction at least. */
const stableText = new Set(['date', 'timestamp', 'timestamptz', 'timetz', 'time', 'interval', 'money', 'record']);

function ioIsStable(type: Oid): boolean {
  const def = typeByOid(type);
  if (def === undefined) return true;
  if (def.elementOid !== 0 && def.category === 'A') return true;
  return stableText.has(def.name) || def.name.startsWith('reg') || def.kind === 'enum';
}

function volatilityOf(expr: BoundExpr): Volatility {
  let worst: Volatility = 'immutable';
  const meet = (volatility: Volatility): void => {
    if (volatility === 'volatile' || worst === 'immutable') worst = volatility;
  };
  const meetFunction = (fn: unknown): void => {
    if (typeof fn === 'number') meet(functionByOid(fn)?.volatility ?? 'volatile');
  };
  walkTree(expr, (node) => {
    if (node.kind === 'session') meet('stable');
    if (node.kind === 'cast') {
      const method = node.element?.method ?? node.method;
      if (method === 'io' && (ioIsStable(node.arg.type) || ioIsStable(node.type))) meet('stable');
      meetFunction(node.element?.fn);
    }
    if ('fn' in node) meetFunction(node.fn);
    if (node.kind === 'rowCompare') for (const fn of [...node.equals, ...node.less]) meetFunction(fn);
  });
  return worst;
}
