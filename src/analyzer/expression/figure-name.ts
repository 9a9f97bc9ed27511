/** Names of result columns that were given none: from the function, the column, the type of a cast ("Column Labels"). */
import type { Expression, QueryBody } from '../../parser/ast/index.ts';

interface Figured {
  readonly name: string;
  /** A weak name (of a type, of CASE) gives way to one from further in. */
  readonly strong: boolean;
}

export function figureColumnName(expr: Expression): string {
  return figure(expr)?.name ?? '?column?';
}

function strong(name: string): Figured {
  return { name, strong: true };
}

function figure(expr: Expression): Figured | null {
  switch (expr.kind) {
    case 'columnRef':
      return strong(expr.parts[expr.parts.length - 1]!);
    case 'field':
      return expr.field === '*' ? null : strong(expr.field);
    case 'subscript':
      return figure(expr.arg);
    case 'function':
      return strong(expr.name.parts[expr.name.parts.length - 1]!);
    case 'special':
      return strong(expr.name);
    case 'atTimeZone':
      return strong('timezone');
    case 'cast': {
      const inner = figure(expr.arg);
      if (inner?.strong) return inner;
      const parts = expr.type.name.parts;
      return { name: parts[parts.length - 1]!, strong: false };
    }
    case 'collate':
      return figure(expr.arg);
    case 'grouping':
      return strong('grouping');
    case 'exists':
      return strong('exists');
    case 'array':
    case 'arraySubquery':
      return strong('array');
    case 'row':
      return strong('row');
    case 'subquery':
      return strong(firstColumn(expr.query.body));
    case 'case': {
      const inner = expr.otherwise ? figure(expr.otherwise) : null;
      return inner?.strong ? inner : { name: 'case', strong: false };
    }
    default:
      return null;
  }
}

/** Name of a sub-query's first column, as far as the text tells it. */
function firstColumn(body: QueryBody): string {
  switch (body.kind) {
    case 'core': {
      const target = body.targets[0];
      return target ? (target.alias ?? figureColumnName(target.value)) : '?column?';
    }
    case 'setOperation':
      return firstColumn(body.left);
    case 'values':
      return 'column1';
    case 'nested':
      return firstColumn(body.query.body);
  }
}
