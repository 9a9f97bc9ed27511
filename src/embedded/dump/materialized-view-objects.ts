/** Materialized views: made without rows, and filled behind everything their queries may use. */
import { type Catalog, definitionOf, quoteIdentifier, type TableDescriptor } from '../../catalog/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Archive } from './archive.ts';
import { writeColumnComments } from './column-comments.ts';
import type { DumpObject } from './dump-order.ts';
import type { DumpSnapshot } from './snapshot.ts';
import { optionList, qualified, roleName, schemaName } from './sql-text.ts';
import { parametersText } from './table-objects.ts';

export function materializedViewsIn(catalog: Catalog): TableDescriptor[] {
  return catalog
    .userRelations()
    .filter((relation): relation is TableDescriptor => relation.kind === 'table')
    .filter((table) => table.materialized !== undefined && table.persistence !== 'temporary');
}

export function materializedViewObject(snapshot: DumpSnapshot, view: TableDescriptor): DumpObject {
  const { catalog, definitions } = snapshot;
  const schema = schemaName(catalog, view);
  const write = (archive: Archive): void => {
    const name = qualified(catalog, view);
    const place = { schema, owner: roleName(catalog, view.owner) };
    const query = definitions.viewDefinition(view.oid, false)!.replace(/;$/, '');
    const options = view.options === undefined ? '' : `\n${optionList(view.options)}`;
    const text = `CREATE MATERIALIZED VIEW ${name}${options} AS\n${query}\n  WITH NO DATA;\n${parametersText(view, name)}`;
    archive.entry({ ...place, name: view.name, type: 'MATERIALIZED VIEW', text, owned: `TABLE ${name}` });
    archive.comment({ kind: 'MATERIALIZED VIEW', title: quoteIdentifier(view.name), name }, view.comment, place);
    writeColumnComments(view, name, place, archive);
  };
  return { kind: 'relation', schema, name: view.name, needs: new Set(), write };
}

/** REFRESH of those that have rows, each behind the others it reads, be it through views. */
export function refreshObjects(snapshot: DumpSnapshot, views: readonly TableDescriptor[]): DumpObject[] {
  const { catalog } = snapshot;
  const objects = new Map<Oid, DumpObject>();
  for (const view of views) {
    if (!view.materialized!.populated) continue;
    const schema = schemaName(catalog, view);
    const owner = roleName(catalog, view.owner);
    const text = `REFRESH MATERIALIZED VIEW ${qualified(catalog, view)};\n`;
    const write = (archive: Archive): void =>
      archive.entry({ name: view.name, type: 'MATERIALIZED VIEW DATA', schema, owner, text });
    objects.set(view.oid, { kind: 'refresh', schema, name: view.name, needs: new Set(), write });
  }
  for (const [oid, object] of objects) {
    for (const used of usedBy(catalog, oid)) {
      const need = objects.get(used);
      if (need !== undefined) object.needs.add(need);
    }
  }
  return [...objects.values()];
}

function usedBy(catalog: Catalog, view: Oid): Set<Oid> {
  const found = new Set<Oid>();
  const visit = (oid: Oid): void => {
    const relation = catalog.relation(oid);
    for (const used of (relation === undefined ? null : definitionOf(relation))?.dependsOn ?? []) {
      if (found.has(used)) continue;
      found.add(used);
      visit(used);
    }
  };
  visit(view);
  return found;
}
