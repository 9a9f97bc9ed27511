/**
 * Bound expressions as SQL text, in the form in which PostgreSQL shows checks, defaults, index expressions, view columns and
 * EXPLAIN conditions: operators in parentheses, constants labelled with their types, implicit casts shown where an operator or
 * function takes the converted value.
 */
import { nullTestWords } from '../../catalog/null-test.ts';
import type { BoundExpr, BoundQuery, BoundSortKey } from '../../catalog/tree.ts';
import { assertNever } from '../../common/assert.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import { isUnderCollation } from '../../types/collation/index.ts';
import { withoutOrder } from '../collation/in-order.ts';
import { recordOid } from '../oids.ts';
import { constantText } from './constant.ts';
import { collationName, type DeparseContext, functionName as ownName, typeText } from './names.ts';
import { isSimple } from './parentheses.ts';
import { indentVariable, type Printer } from './printer.ts';
import { type SyntaxPiece, syntaxPieces } from './sql-syntax.ts';

type Of<K extends BoundExpr['kind']> = Extract<BoundExpr, { kind: K }>;

/** What the surroundings know: names of columns, and how to print a query inside. */
export interface ExpressionSurroundings {
  variable(expr: Of<'var'>): string;
  /** `t.*`, null where rels have no names. */
  wholeRow(rel: number): string | null;
  query(query: BoundQuery, printer: Printer): void;
  windowName(index: number): string | null;
  windowText(index: number, printer: Printer): void;
  /** Lists of constants as one array constant, as EXPLAIN shows them after folding. */
  readonly folded: boolean;
}

export class ExpressionPrinter {
  private readonly out: Printer;
  private readonly context: DeparseContext;
  private readonly around: ExpressionSurroundings;
  /** Rel of the CASE bases around, whose variables are not printed. */
  private readonly caseRels = new Set<number>();

  constructor(out: Printer, context: DeparseContext, around: ExpressionSurroundings) {
    this.out = out;
    this.context = context;
    this.around = around;
  }

  /** `implicit`: show casts that were not written. */
  print(expr: BoundExpr, implicit: boolean): void {
    switch (expr.kind) {
      case 'const':
        this.out.add(constantText(expr, this.context));
        return;
      case 'var':
        this.out.add(this.around.variable(expr));
        return;
      case 'param':
        this.out.add(`$${expr.index}`);
        return;
      case 'call':
        this.call(expr);
        return;
      case 'cast':
        this.cast(expr, implicit);
        return;
      case 'and':
      case 'or':
        if (this.rowSubquery(expr.args)) return;
        this.bracketed(() => this.joined(expr.args, expr.kind === 'and' ? ' AND ' : ' OR ', expr));
        return;
      case 'not':
        this.bracketed(() => {
          this.out.add('NOT ');
          this.nested(expr.args[0]!, false, expr);
        });
        return;
      case 'nullTest':
        this.postfix(expr, nullTestWords(expr));
        return;
      case 'booleanTest':
        this.postfix(expr, ` IS ${expr.negated ? 'NOT ' : ''}${expr.test.toUpperCase()}`);
        return;
      case 'distinct':
        this.distinct(expr);
        return;
      case 'case':
        this.caseExpression(expr);
        return;
      case 'coalesce':
        this.functionLike('COALESCE', expr.args);
        return;
      case 'greatest':
        this.functionLike('GREATEST', expr.args);
        return;
      case 'least':
        this.functionLike('LEAST', expr.args);
        return;
      case 'nullIf':
        this.functionLike('NULLIF', [expr.left, expr.right]);
        return;
      case 'inList':
        this.inList(expr);
        return;
      case 'arrayTest':
        this.bracketed(() => {
          this.nested(expr.arg, true, expr);
          this.out.add(` ${this.operatorName(expr.operator)} ${expr.quantifier.toUpperCase()} (`);
          this.nested(expr.array, true, expr);
          this.out.add(')');
        });
        return;
      case 'array':
        this.arrayConstructor(expr);
        return;
      case 'row': {
        const whole = this.wholeRow(expr);
        if (whole !== null) {
          this.out.add(whole);
          return;
        }
        this.functionLike('ROW', expr.fields);
        if (expr.type !== recordOid) this.out.add(`::${typeText(expr.type, -1, this.context)}`);
        return;
      }
      case 'rowCompare':
        if (this.rowAgainst(expr.left, expr.op, expr.right)) return;
        this.bracketed(() => {
          this.functionLike('ROW', expr.left);
          this.out.add(` ${expr.op} `);
          this.functionLike('ROW', expr.right);
        });
        return;
      case 'field':
        this.field(expr);
        return;
      case 'subscript':
        this.subscript(expr);
        return;
      case 'aggregate':
        this.aggregate(expr);
        return;
      case 'window':
        this.windowCall(expr);
        return;
      case 'grouping':
        this.functionLike('GROUPING', expr.args);
        return;
      case 'subquery':
        this.subquery(expr);
        return;
      case 'subPlan':
        this.out.add('(SubPlan)');
        return;
      case 'session':
        this.out.add(`${expr.name.toUpperCase()}${expr.typmod >= 0 ? `(${expr.typmod})` : ''}`);
        return;
      default:
        assertNever(expr);
    }
  }

  /** `a = row.f1 AND b = row.f2` over one sub-query was written `(a, b) = (SELECT ...)`. */
  private rowSubquery(args: readonly BoundExpr[]): boolean {
    const first = args[0];
    if (first?.kind !== 'call' || first.operator === null) return false;
    if (!args.every((arg) => arg.kind === 'call' && arg.operator !== null && arg.args.length === 2)) return false;
    const calls = args as readonly Of<'call'>[];
    return this.rowAgainst(
      calls.map((call) => call.args[0]!),
      this.operatorName(first.operator),
      calls.map((call) => call.args[1]!),
    );
  }

  private rowAgainst(left: readonly BoundExpr[], operator: string, right: readonly BoundExpr[]): boolean {
    const fields = right.map((item) => (item.kind === 'cast' ? item.arg : item));
    const first = fields[0];
    if (first?.kind !== 'field' || first.arg.kind !== 'subquery') return false;
    const row = first.arg;
    if (!fields.every((field, i) => field.kind === 'field' && field.arg === row && field.field === i)) return false;
    this.out.add('((');
    this.list(left);
    this.out.add(`) ${operator} (`);
    this.around.query(row.query, this.out);
    this.out.add('))');
    return true;
  }

  /** A row of all columns of one table is that table's row. */
  private wholeRow(expr: Of<'row'>): string | null {
    const first = expr.fields[0];
    if (expr.type === recordOid || first?.kind !== 'var' || first.column !== 0) return null;
    if (!expr.fields.every((field) => field.kind === 'var' && field.rel === first.rel)) return null;
    return this.around.wholeRow(first.rel);
  }

  /** In a select list `t.*` alone would be all columns: the type behind it makes one of it. */
  wholeRowTarget(expr: BoundExpr): boolean {
    const whole = expr.kind === 'row' ? this.wholeRow(expr) : null;
    if (whole === null) return false;
    this.out.add(`${whole}::${typeText(expr.type, -1, this.context)}`);
    return true;
  }

  private bracketed(work: () => void): void {
    if (!this.out.sparse) this.out.add('(');
    work();
    if (!this.out.sparse) this.out.add(')');
  }

  /** Inside `parent`, in parentheses if they are needed and were not printed anyway. */
  private nested(expr: BoundExpr, implicit: boolean, parent: BoundExpr): void {
    const brackets = this.out.sparse && !isSimple(expr, parent, this.context);
    if (brackets) this.out.add('(');
    this.print(expr, implicit);
    if (brackets) this.out.add(')');
  }

  private list(exprs: readonly BoundExpr[], implicit = true): void {
    exprs.forEach((expr, i) => {
      if (i > 0) this.out.add(', ');
      this.print(expr, implicit);
    });
  }

  private joined(exprs: readonly BoundExpr[], separator: string, parent: BoundExpr): void {
    exprs.forEach((expr, i) => {
      if (i > 0) this.out.add(separator);
      this.nested(expr, false, parent);
    });
  }

  private functionLike(name: string, args: readonly BoundExpr[]): void {
    this.out.add(`${name}(`);
    this.list(args);
    this.out.add(')');
  }

  private postfix(expr: Of<'nullTest' | 'booleanTest'>, text: string): void {
    this.bracketed(() => {
      this.nested(expr.arg, true, expr);
      this.out.add(text);
    });
  }

  private operatorName(oid: number): string {
    return this.context.functions.operatorByOid(oid)?.name ?? '?';
  }

  private functionName(oid: number): string {
    return ownName(oid, this.context);
  }

  private call(expr: Of<'call'>): void {
    if (expr.operator !== null) {
      const name = this.operatorName(expr.operator);
      this.bracketed(() => {
        if (expr.args.length === 1) {
          this.out.add(`${name} `);
          this.nested(expr.args[0]!, true, expr);
        } else {
          this.nested(expr.args[0]!, true, expr);
          this.out.add(` ${name} `);
          this.nested(expr.args[1]!, true, expr);
        }
      });
      return;
    }
    const name = this.context.functions.functionByOid(expr.fn)?.name;
    const pieces = expr.syntax && name !== undefined ? syntaxPieces(name, expr) : null;
    if (pieces !== null) {
      this.pieces(pieces, expr);
      return;
    }
    this.out.add(`${this.functionName(expr.fn)}(`);
    const written = expr.written ?? expr.args.map((_, position) => ({ position, name: null }));
    written.forEach(({ position, name: argument }, i) => {
      if (i > 0) this.out.add(', ');
      if (expr.variadic === 'array' && i === written.length - 1) this.out.add('VARIADIC ');
      if (argument !== null) this.out.add(`${quoteIdentifier(argument)} => `);
      this.print(expr.args[position]!, true);
    });
    this.out.add(')');
  }

  private pieces(pieces: readonly SyntaxPiece[], parent: BoundExpr): void {
    for (const piece of pieces) {
      if (typeof piece === 'string') this.out.add(piece);
      else if ('operand' in piece) this.nested(piece.operand, false, parent);
      else this.print(piece, true);
    }
  }

  private cast(expr: Of<'cast'>, implicit: boolean): void {
    if (expr.collation !== undefined) {
      this.bracketed(() => {
        this.nested(expr.arg, implicit, expr);
        this.out.add(` COLLATE ${collationName(expr.collation!, this.context)}`);
      });
      return;
    }
    if (isUnderCollation(expr.type)) {
      this.print(expr.arg, implicit);
      return;
    }
    if (expr.context !== 'explicit' && !implicit) {
      this.nested(expr.arg, false, expr);
      return;
    }
    this.castText(expr.arg, expr.type, expr.typmod, expr);
  }

  private castText(arg: BoundExpr, type: number, typmod: number, parent: BoundExpr): void {
    if (arg.kind === 'const' && arg.type === type && arg.typmod === -1) {
      this.out.add(constantText(arg, this.context, 'never'));
    } else {
      this.bracketed(() => this.nested(arg, false, parent));
    }
    this.out.add(`::${typeText(type, typmod, this.context)}`);
  }

  private distinct(expr: Of<'distinct'>): void {
    const test = () =>
      this.bracketed(() => {
        this.nested(expr.left, true, expr);
        this.out.add(' IS DISTINCT FROM ');
        this.nested(expr.right, true, expr);
      });
    if (!expr.negated) {
      test();
      return;
    }
    this.bracketed(() => {
      this.out.add('NOT ');
      if (this.out.sparse) this.out.add('(');
      test();
      if (this.out.sparse) this.out.add(')');
    });
  }

  private caseExpression(expr: Of<'case'>): void {
    const { out } = this;
    out.keyword('CASE', 0, indentVariable, 0);
    if (expr.base) {
      this.caseRels.add(expr.base.rel);
      out.add(' ');
      this.print(expr.base.value, true);
    }
    for (const { when, then } of expr.whens) {
      if (!out.indented) out.add(' ');
      out.keyword('WHEN ', 0, 0, 0);
      this.print(this.caseValue(expr, when), false);
      out.add(' THEN ');
      this.print(then, true);
    }
    if (!out.indented) out.add(' ');
    out.keyword('ELSE ', 0, 0, 0);
    if (expr.otherwise) this.print(expr.otherwise, true);
    else out.add(`NULL::${typeText(expr.type, -1, this.context)}`);
    if (!out.indented) out.add(' ');
    out.keyword('END', -indentVariable, 0, 0);
  }

  /** `CASE x WHEN v` is kept as `base = v`: the value alone is shown. */
  private caseValue(expr: Of<'case'>, when: BoundExpr): BoundExpr {
    if (!expr.base || when.kind !== 'call' || when.operator === null || when.args.length !== 2) return when;
    let left = when.args[0]!;
    while (left.kind === 'cast') left = left.arg;
    return left.kind === 'var' && left.rel === expr.base.rel ? when.args[1]! : when;
  }

  private inList(expr: Of<'inList'>): void {
    let operator = this.operatorName(expr.operator);
    if (expr.negated) operator = operator === '=' ? '<>' : `NOT ${operator}`;
    this.bracketed(() => {
      this.nested(expr.arg, true, expr);
      this.out.add(` ${operator} ${expr.negated ? 'ALL' : 'ANY'} (`);
      this.valueList(expr);
      this.out.add(')');
    });
  }

  private valueList(expr: Of<'inList'>): void {
    const first = expr.list[0]!;
    if (this.around.folded && expr.list.every((item) => item.kind === 'const')) {
      this.out.add(this.foldedArray(expr));
      return;
    }
    // A conversion that all items share is one of the whole array.
    const shared =
      first.kind === 'cast' &&
      first.context !== 'explicit' &&
      first.method === 'binary' &&
      expr.list.every(
        (item) => item.kind === 'cast' && item.context !== 'explicit' && item.arg.type === first.arg.type,
      );
    const items = shared ? expr.list.map((item) => (item as Of<'cast'>).arg) : expr.list;
    if (shared && !this.out.sparse) this.out.add('(');
    this.out.add('ARRAY[');
    this.list(items);
    this.out.add(']');
    if (shared) {
      if (!this.out.sparse) this.out.add(')');
      this.out.add(`::${typeText(first.type, -1, this.context)}[]`);
    }
  }

  private foldedArray(expr: Of<'inList'>): string {
    const type = this.context.types.byOid(expr.list[0]!.type);
    const items = expr.list.map((item) => {
      const { value } = item as Of<'const'>;
      if (value === null || !type) return 'NULL';
      const text = type.output(value, this.context.text);
      return /^[^\s{}",\\]+$/.test(text) && text.toUpperCase() !== 'NULL'
        ? text
        : `"${text.replace(/["\\]/g, '\\$&')}"`;
    });
    const literal = `'{${items.join(',').replaceAll("'", "''")}}'`;
    return `${literal}::${typeText(expr.list[0]!.type, -1, this.context)}[]`;
  }

  private arrayConstructor(expr: Of<'array'>): void {
    this.out.add('ARRAY[');
    this.list(expr.elements);
    this.out.add(']');
    // An empty array cannot tell its type.
    if (expr.elements.length === 0) this.out.add(`::${typeText(expr.type, expr.typmod, this.context)}`);
  }

  private field(expr: Of<'field'>): void {
    this.out.add('(');
    this.print(expr.arg, true);
    this.out.add(').');
    const relation = this.context.catalog.relationOfRowType(expr.arg.type);
    const columns = relation && 'columns' in relation ? relation.columns.filter((c) => !c.dropped) : null;
    this.out.add(quoteIdentifier(columns?.[expr.field]?.name ?? `f${expr.field + 1}`));
  }

  private subscript(expr: Of<'subscript'>): void {
    const plain = expr.arg.kind === 'var' || expr.arg.kind === 'field';
    if (!plain) this.out.add('(');
    this.print(expr.arg, true);
    if (!plain) this.out.add(')');
    for (const { lower, upper } of expr.subscripts) {
      this.out.add('[');
      if (expr.slice) {
        if (lower) this.print(lower, false);
        this.out.add(':');
      }
      if (upper) this.print(upper, false);
      this.out.add(']');
    }
  }

  private aggregate(expr: Of<'aggregate'>): void {
    if (expr.direct) {
      this.out.add(`${this.functionName(expr.fn)}(`);
      this.list(expr.direct);
      this.out.add(') WITHIN GROUP (ORDER BY ');
      this.orderBy(expr.orderBy);
      this.out.add(')');
      this.filter(expr.filter);
      return;
    }
    this.out.add(`${this.functionName(expr.fn)}(${expr.distinct ? 'DISTINCT ' : ''}`);
    if (expr.star) this.out.add('*');
    else this.list(expr.args);
    if (expr.orderBy.length > 0) {
      this.out.add(' ORDER BY ');
      this.orderBy(expr.orderBy);
    }
    this.out.add(')');
    this.filter(expr.filter);
  }

  private filter(filter: BoundExpr | null): void {
    if (!filter) return;
    this.out.add(' FILTER (WHERE ');
    this.print(filter, false);
    this.out.add(')');
  }

  private windowCall(expr: Of<'window'>): void {
    this.out.add(`${this.functionName(expr.fn)}(`);
    if (expr.star) this.out.add('*');
    else this.list(expr.args);
    this.out.add(')');
    this.filter(expr.filter);
    this.out.add(' OVER ');
    const name = this.around.windowName(expr.window);
    if (name !== null) this.out.add(quoteIdentifier(name));
    else this.around.windowText(expr.window, this.out);
  }

  orderBy(keys: readonly BoundSortKey[]): void {
    keys.forEach((key, i) => {
      if (i > 0) this.out.add(', ');
      this.sortValue(key.expr);
      this.out.add(directionText(key.descending, key.nullsFirst));
    });
  }

  /** A sort or group key that is written out: function calls get parentheses lest they be taken for something else. */
  sortValue(written: BoundExpr): void {
    const expr = withoutOrder(written);
    if (expr.kind === 'const') {
      this.out.add(constantText(expr, this.context, 'always'));
      return;
    }
    if (expr.kind === 'var') {
      this.print(expr, true);
      return;
    }
    const call =
      (expr.kind === 'call' && expr.operator === null) ||
      (expr.kind === 'cast' && expr.method === 'function') ||
      expr.kind === 'aggregate' ||
      expr.kind === 'window';
    const brackets = this.out.sparse || call;
    if (brackets) this.out.add('(');
    this.print(expr, true);
    if (brackets) this.out.add(')');
  }

  private subquery(expr: Of<'subquery'>): void {
    const { out } = this;
    if (expr.mode === 'array') out.add('ARRAY(');
    else if (expr.mode === 'exists') out.add('(EXISTS (');
    else if (expr.mode === 'any' || expr.mode === 'all') this.quantifier(expr);
    else out.add('(');
    this.around.query(expr.query, out);
    out.add(expr.mode === 'exists' || expr.mode === 'any' || expr.mode === 'all' ? '))' : ')');
  }

  private quantifier(expr: Of<'subquery'>): void {
    const test = expr.test!;
    const pairs = test.kind === 'and' || test.kind === 'or' ? test.args : [test];
    const calls = pairs.filter((pair): pair is Of<'call'> => pair.kind === 'call');
    const lefts = test.kind === 'rowCompare' ? test.left : calls.map((call) => call.args[0]!);
    const operator = test.kind === 'rowCompare' ? test.op : this.operatorName(calls[0]!.operator!);
    this.out.add('(');
    if (lefts.length > 1) this.out.add('(');
    this.list(lefts);
    if (lefts.length > 1) this.out.add(')');
    this.out.add(expr.mode === 'any' && operator === '=' ? ' IN (' : ` ${operator} ${expr.mode.toUpperCase()} (`);
  }
}

export function directionText(descending: boolean, nullsFirst: boolean): string {
  if (descending) return nullsFirst ? ' DESC' : ' DESC NULLS LAST';
  return nullsFirst ? ' NULLS FIRST' : '';
}
