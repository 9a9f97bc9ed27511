/**
 * Views. One whose grouping leans on a primary key cannot be made before the key, which comes after the data; others may stand
 * on it and want it early. So it comes twice, as in pg_dump: with its columns alone, and, behind the keys, as it is.
 */
import { checkOptionOf, keysLeanedOn, quoteIdentifier, type ViewDescriptor } from '../../catalog/index.ts';
import type { Archive } from './archive.ts';
import { writeColumnComments } from './column-comments.ts';
import type { DumpObject } from './dump-order.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { qualified, roleName, schemaName } from './sql-text.ts';

export interface ViewParts {
  readonly object: DumpObject;
  /** What is left for later, when the view was written as its columns alone. */
  readonly rule: DumpObject | null;
}

export function viewParts(snapshot: DumpSnapshot, view: ViewDescriptor): ViewParts {
  const early = keysLeanedOn(view.query, snapshot.catalog).size > 0;
  const schema = schemaName(snapshot.catalog, view);
  const object: DumpObject = {
    kind: 'relation',
    schema,
    name: view.name,
    needs: new Set(),
    write: (archive) => writeView(snapshot, view, early, archive),
  };
  if (!early) return { object, rule: null };
  const rule: DumpObject = {
    kind: 'rule',
    schema,
    name: '_RETURN',
    table: view.name,
    needs: new Set([object]),
    write: (archive) => writeRule(snapshot, view, archive),
  };
  return { object, rule };
}

function writeView(snapshot: DumpSnapshot, view: ViewDescriptor, columnsOnly: boolean, archive: Archive): void {
  const { catalog } = snapshot;
  const name = qualified(catalog, view);
  const place = { schema: schemaName(catalog, view), owner: roleName(catalog, view.owner) };
  const body = columnsOnly ? columnsText(snapshot, view) : queryText(snapshot, view);
  const options = columnsOnly ? '' : optionsText(view);
  const text = `CREATE VIEW ${name}${options} AS\n${body};\n`;
  archive.entry({ ...place, name: view.name, type: 'VIEW', text, owned: `TABLE ${name}` });
  archive.comment({ kind: 'VIEW', title: quoteIdentifier(view.name), name }, view.comment, place);
  for (const { column, text } of defaultTexts(snapshot, view, name)) {
    archive.entry({ ...place, name: `${view.name} ${column}`, type: 'DEFAULT', text });
  }
  writeColumnComments(view, name, place, archive);
}

function writeRule(snapshot: DumpSnapshot, view: ViewDescriptor, archive: Archive): void {
  const { catalog } = snapshot;
  archive.entry({
    name: `${view.name} _RETURN`,
    type: 'RULE',
    schema: schemaName(catalog, view),
    owner: roleName(catalog, view.owner),
    text: `CREATE OR REPLACE VIEW ${qualified(catalog, view)}${optionsText(view)} AS\n${queryText(snapshot, view)};\n`,
  });
}

function queryText({ definitions }: DumpSnapshot, view: ViewDescriptor): string {
  const checkOption = checkOptionOf(view);
  const check = checkOption === null ? '' : `\n  WITH ${checkOption.toUpperCase()} CHECK OPTION`;
  return `${definitions.viewDefinition(view.oid, false)!.replace(/;$/, '')}${check}`;
}

/** Those that are not written as WITH CHECK OPTION. */
function optionsText(view: ViewDescriptor): string {
  const options = (view.options ?? []).filter((option) => !option.startsWith('check_option='));
  return options.length === 0 ? '' : ` WITH (${options.map((option) => option.replace(/=(.*)$/, "='$1'")).join(', ')})`;
}

function defaultTexts(
  { deparser }: DumpSnapshot,
  view: ViewDescriptor,
  name: string,
): { readonly column: string; readonly text: string }[] {
  return view.columns.flatMap((column) => {
    if (column.defaultExpr === null) return [];
    const value = deparser.expression(column.defaultExpr, view, false);
    const text = `ALTER TABLE ONLY ${name} ALTER COLUMN ${quoteIdentifier(column.name)} SET DEFAULT ${value};\n`;
    return { column: column.name, text };
  });
}

function columnsText({ definitions }: DumpSnapshot, view: ViewDescriptor): string {
  const columns = view.columns.map(
    ({ name, type, typmod }) => `\n    NULL::${definitions.formatType(type, typmod)} AS ${quoteIdentifier(name)}`,
  );
  return `SELECT${columns.join(',')}`;
}
