/**
 * Calls that were written with a syntax of their own, OVERLAY(a PLACING b FROM 1) and the like, are printed so; a call of the same
 * function by its name is printed as a call ("String Functions and Operators", "Date/Time Functions and Operators").
 */
import { quoteLiteral } from '../../catalog/quote-identifier.ts';
import type { BoundCall, BoundExpr } from '../../catalog/tree.ts';
import { typeOid } from '../../types/oids.ts';

/** Pieces of text and arguments; `operand`: in parentheses unless it needs none. */
export type SyntaxPiece = string | BoundExpr | { readonly operand: BoundExpr };

/** null: it has no syntax of its own with these arguments. */
export function syntaxPieces(name: string, expr: BoundCall): readonly SyntaxPiece[] | null {
  const args = expr.written === undefined ? expr.args : expr.written.map(({ position }) => expr.args[position]!);
  const [first, second, third, fourth] = args;
  if (first === undefined) return null;
  switch (name) {
    case 'extract':
      return second === undefined ? null : ['EXTRACT(', field(first), ' FROM ', second, ')'];
    case 'pg_collation_for':
      return ['COLLATION FOR (', first, ')'];
    case 'timezone':
      return second === undefined ? null : ['(', { operand: second }, ' AT TIME ZONE ', { operand: first }, ')'];
    case 'overlaps':
      if (fourth === undefined) return null;
      return ['((', first, ', ', second!, ') OVERLAPS (', third!, ', ', fourth, '))'];
    case 'normalize':
      return ['NORMALIZE(', first, second === undefined ? '' : `, ${keyword(second)}`, ')'];
    case 'is_normalized':
      return ['(', { operand: first }, ' IS', second === undefined ? '' : ` ${keyword(second)}`, ' NORMALIZED)'];
    case 'overlay':
      if (third === undefined) return null;
      return ['OVERLAY(', first, ' PLACING ', second!, ' FROM ', third, ...given(' FOR ', fourth), ')'];
    case 'position':
      return second === undefined ? null : ['POSITION((', second, ') IN (', first, '))'];
    case 'substring':
      return substringPieces(first, second, third);
    case 'btrim':
      return trimPieces('BOTH', first, second);
    case 'ltrim':
      return trimPieces('LEADING', first, second);
    case 'rtrim':
      return trimPieces('TRAILING', first, second);
    default:
      return null;
  }
}

/** With a pattern alone it is a call like any other, as in PostgreSQL. */
function substringPieces(
  source: BoundExpr,
  from: BoundExpr | undefined,
  count: BoundExpr | undefined,
): readonly SyntaxPiece[] | null {
  if (from === undefined) return null;
  if (from.type === typeOid.int4) return ['SUBSTRING(', source, ' FROM ', from, ...given(' FOR ', count), ')'];
  return count === undefined ? null : ['SUBSTRING(', source, ' SIMILAR ', from, ' ESCAPE ', count, ')'];
}

function trimPieces(side: string, source: BoundExpr, characters: BoundExpr | undefined): readonly SyntaxPiece[] {
  return [`TRIM(${side}`, ...given(' ', characters), ' FROM ', source, ')'];
}

function given(before: string, arg: BoundExpr | undefined): readonly SyntaxPiece[] {
  return arg === undefined ? [] : [before, arg];
}

/** The parser has made a text constant of it. */
function keyword(arg: BoundExpr): string {
  return arg.kind === 'const' && typeof arg.value === 'string' ? arg.value : '?';
}

/** It may have been written as any text: only a word stands without quotes, or whoever restores a dump would run it. */
function field(arg: BoundExpr): string {
  const text = keyword(arg);
  return /^[A-Za-z_]\w*$/.test(text) ? text : quoteLiteral(text);
}
