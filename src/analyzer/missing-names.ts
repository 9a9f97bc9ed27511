/** Errors for names that were not found, with PostgreSQL's hints about what may have been meant. */
import { type SqlError, sqlError } from '../errors/index.ts';
import { editDistance } from './fuzzy.ts';
import type { NamespaceItem, Scope } from './scope.ts';

export function missingTable(scope: Scope, parts: readonly string[], location: number): SqlError {
  const name = parts[parts.length - 1]!;
  const relation = scope.state.context.catalog.resolveRelation(parts, scope.state.context.searchPath);
  let entry: NamespaceItem | null = null;
  search: for (let s: Scope | null = scope; s !== null; s = s.parent) {
    for (const item of s.rangeItems) {
      if (item.rel >= 0 && ((relation && item.relation?.oid === relation.oid) || item.name === name)) {
        entry = item;
        break search;
      }
    }
  }
  if (!entry) {
    return sqlError('undefined_table', `missing FROM-clause entry for table "${name}"`, { location });
  }
  const badAlias = entry.aliased && entry.name !== name && isVisible(scope, entry);
  return sqlError('undefined_table', `invalid reference to FROM-clause entry for table "${name}"`, {
    hint: badAlias
      ? `Perhaps you meant to reference the table alias "${entry.name}".`
      : `There is an entry for table "${name}", but it cannot be referenced from this part of the query.`,
    location,
  });
}

function isVisible(scope: Scope, entry: NamespaceItem): boolean {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    if (s.namespace.includes(entry)) return entry.nameVisible;
  }
  return false;
}

const maxFuzzyDistance = 3;

interface Match {
  readonly item: NamespaceItem;
  readonly column: string;
}

export function missingColumn(scope: Scope, table: string | null, column: string, location: number): SqlError {
  const message = table === null ? `column "${column}" does not exist` : `column ${table}.${column} does not exist`;
  return sqlError('undefined_column', message, { location, hint: columnHint(scope, table, column) });
}

/** At most two columns of the least edit distance, the distance of the table's name counted in; none when more tie. */
function columnHint(scope: Scope, table: string | null, column: string): string | undefined {
  let distance = maxFuzzyDistance + 1;
  let matches: Match[] = [];
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    for (const item of s.rangeItems) {
      if (item.rel < 0) continue;
      const penalty = table === null ? 0 : editDistance(table, item.name, maxFuzzyDistance + 1);
      if (penalty === 0 && item.columns.some((c) => c.name === column)) {
        return `There is a column named "${column}" in table "${item.name}", but it cannot be referenced from this part of the query.`;
      }
      if (penalty > distance) continue;
      for (const candidate of item.columns) {
        const own = editDistance(candidate.name, column, distance + 1 - penalty);
        if (own > column.length / 2) continue;
        const total = own + penalty;
        if (total < distance) {
          distance = total;
          matches = [{ item, column: candidate.name }];
        } else if (total === distance) {
          if (matches.length < 2) {
            matches.push({ item, column: candidate.name });
          } else {
            matches = [];
            distance = total - 1;
          }
        }
      }
    }
  }
  if (matches.length === 0) return undefined;
  const names = matches.map((m) => `the column "${m.item.name}.${m.column}"`);
  return `Perhaps you meant to reference ${names.join(' or ')}.`;
}
