/** Views over domains and composite types: domains, domain_constraints, domain_udt_usage, attributes, user_defined_types. */
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import type { DomainDescriptor } from '../descriptors.ts';
import { collationColumns, hasColumnRows, isNotNullDomain, yesNo } from './tables.ts';
import { typeColumns } from './type-columns.ts';
import { owns, seesType } from './visible.ts';

function schemaName(view: CatalogView, schema: number): string {
  return view.catalog.schema(schema)!.name;
}

function* domainsOf(view: CatalogView): Generator<DomainDescriptor> {
  for (const type of view.catalog.ownTypes()) {
    if (type.kind === 'domain' && seesType(view, type.oid, type.owner)) yield type;
  }
}

function domainName(view: CatalogView, domain: DomainDescriptor): CatalogRow {
  return {
    domain_catalog: view.databaseName,
    domain_schema: schemaName(view, domain.schema),
    domain_name: domain.name,
  };
}

function* domainRows(view: CatalogView): Generator<CatalogRow> {
  for (const domain of domainsOf(view)) {
    yield {
      ...typeColumns(domain.base, domain.typmod, view),
      ...domainName(view, domain),
      ...collationColumns(view, domain.oid, domain.collation),
      domain_default: () => view.definitions.domainDefault(domain),
      dtd_identifier: '1',
    };
  }
}

function* domainConstraintRows(view: CatalogView): Generator<CatalogRow> {
  for (const domain of domainsOf(view)) {
    for (const constraint of domain.constraints) {
      yield {
        ...domainName(view, domain),
        constraint_catalog: view.databaseName,
        constraint_schema: schemaName(view, domain.schema),
        constraint_name: constraint.name,
        is_deferrable: 'NO',
        initially_deferred: 'NO',
      };
    }
  }
}

/** For check_constraints. */
export function* domainCheckRows(view: CatalogView): Generator<CatalogRow> {
  for (const domain of domainsOf(view)) {
    if (!owns(view, domain.owner)) continue;
    for (const constraint of domain.constraints) {
      yield {
        constraint_catalog: view.databaseName,
        constraint_schema: schemaName(view, domain.schema),
        constraint_name: constraint.name,
        check_clause: () => view.definitions.constraintDefinition(constraint.oid, false)?.slice(6) ?? null,
      };
    }
  }
}

function* domainUdtRows(view: CatalogView): Generator<CatalogRow> {
  for (const domain of domainsOf(view)) {
    const { udt_catalog = null, udt_schema = null, udt_name = null } = typeColumns(domain.base, domain.typmod, view);
    yield { ...domainName(view, domain), udt_catalog, udt_schema, udt_name };
  }
}

function* columnDomainRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (!hasColumnRows(relation)) continue;
    for (const column of relation.columns) {
      const domain = column.dropped ? undefined : view.catalog.ownType(column.type);
      if (domain?.kind !== 'domain' || !owns(view, domain.owner)) continue;
      yield {
        ...domainName(view, domain),
        table_catalog: view.databaseName,
        table_schema: schemaName(view, relation.schema),
        table_name: relation.name,
        column_name: column.name,
      };
    }
  }
}

function* attributeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'composite' || !seesType(view, relation.rowType, relation.owner)) continue;
    for (let i = 0; i < relation.columns.length; i++) {
      const column = relation.columns[i]!;
      if (column.dropped) continue;
      const { udt_catalog, udt_schema, udt_name, domain_catalog, domain_schema, domain_name, ...type } = typeColumns(
        column.type,
        column.typmod,
        view,
      );
      // A domain is shown by its own name here, with the numbers of what it is over.
      const named = domain_name === undefined ? {} : { data_type: 'USER-DEFINED' };
      yield {
        ...type,
        ...named,
        ...collationColumns(view, column.type, column.collation),
        udt_catalog: view.databaseName,
        udt_schema: schemaName(view, relation.schema),
        udt_name: relation.name,
        attribute_name: column.name,
        ordinal_position: i + 1,
        is_nullable: yesNo(!isNotNullDomain(column.type, view)),
        attribute_udt_catalog: domain_catalog ?? udt_catalog ?? null,
        attribute_udt_schema: domain_schema ?? udt_schema ?? null,
        attribute_udt_name: domain_name ?? udt_name ?? null,
        dtd_identifier: String(i + 1),
        is_derived_reference_attribute: 'NO',
      };
    }
  }
}

function* userDefinedTypeRows(view: CatalogView): Generator<CatalogRow> {
  for (const relation of view.catalog.userRelations()) {
    if (relation.kind !== 'composite' || !seesType(view, relation.rowType, relation.owner)) continue;
    yield {
      user_defined_type_catalog: view.databaseName,
      user_defined_type_schema: schemaName(view, relation.schema),
      user_defined_type_name: relation.name,
      user_defined_type_category: 'STRUCTURED',
      is_instantiable: 'YES',
    };
  }
}

export const userTypeSources: RowSources = {
  domains: domainRows,
  domain_constraints: domainConstraintRows,
  domain_udt_usage: domainUdtRows,
  column_domain_usage: columnDomainRows,
  attributes: attributeRows,
  user_defined_types: userDefinedTypeRows,
};
