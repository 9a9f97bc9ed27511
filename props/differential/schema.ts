/** Random tables with rows and indexes. Values are few and nulls frequent, so that joins meet and groups form. */
import type { Draw } from './draw.ts';
import type { Column } from './expressions.ts';
import { quoted, sampleText, scalarTypes, spelled, userTypes } from './literals.ts';
import { orderedTypes } from './routines.ts';

export interface Table {
  readonly name: string;
  /** The first is `k`, the int4 primary key. */
  readonly columns: readonly Column[];
}
export interface Schema {
  readonly tables: readonly Table[];
  readonly statements: readonly string[];
  /** Names of types that it defines. */
  readonly own: readonly string[];
}

const common = ['int4', 'int4', 'text', 'numeric', 'bool', 'date', 'int8', 'timestamptz', 'float8'];

export function schema(draw: Draw): Schema {
  const own = draw.percent(25) ? Object.keys(userTypes) : [];
  const statements: string[] = own.map((name) => userTypes[name]!);
  const tables = Array.from({ length: draw.between(1, 3) }, (_, t): Table => {
    const name = `t${t + 1}`;
    const columns: Column[] = [{ name: 'k', type: 'int4' }];
    for (let i = draw.between(1, 4); i > 0; i--) {
      const builtin = draw.percent(30) ? draw.pick(scalarTypes) : draw.pick(common);
      const type = own.length > 0 && draw.percent(30) ? draw.pick(own) : builtin;
      columns.push({ name: `c${columns.length}`, type: draw.percent(8) ? `_${type}` : type });
    }
    const defined = columns.map(
      (column, i) => `${column.name} ${spelled(column.type)}${i === 0 ? ' PRIMARY KEY' : ''}`,
    );
    statements.push(`CREATE TABLE ${name} (${defined.join(', ')})`);
    const pools = columns.map(({ type }) => draw.several(1, 4, () => sampleText(draw, type)));
    const rows = Array.from({ length: draw.between(0, 12) }, (_row, k) => {
      const values = pools.map((pool, i) =>
        i === 0 ? String(k) : draw.percent(25) && columns[i]!.type !== 'word' ? 'NULL' : quoted(draw.pick(pool)),
      );
      return `(${values.join(', ')})`;
    });
    if (rows.length > 0) statements.push(`INSERT INTO ${name} VALUES ${rows.join(', ')}`);
    const keys = columns.slice(1).filter(({ type }) => orderedTypes.includes(type) && type !== 'tid');
    if (keys.length > 0 && draw.percent(50)) {
      const key = draw.pick(keys).name;
      statements.push(`CREATE INDEX ON ${name} (${key}${draw.pick(['', ' DESC', ' NULLS FIRST'])})`);
    }
    return { name, columns };
  });
  return { tables, statements, own };
}
