/** `WITH (...)` of views, WITH CHECK OPTION, and the query of CREATE RECURSIVE VIEW. */
import { checkOptionOf, type RelationDescriptor, type ViewDescriptor } from '../../catalog/descriptors.ts';
import { allows, deleteEvent, notUpdatable, updatableEvents, updateEvent } from '../../catalog/updatable-view.ts';
import { sqlError } from '../../errors/index.ts';
import type { CreateViewStatement, DefinitionOption, SelectStatement } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';

const booleans: ReadonlySet<string> = new Set(['security_barrier', 'security_invoker']);

/** As they are kept and shown, `name=value`; WITH CHECK OPTION is one of them. */
export function viewOptions(
  options: readonly DefinitionOption[],
  checkOption: 'local' | 'cascaded' | null,
): readonly string[] {
  const kept = new Map<string, string>();
  const written = options.map(({ name, value }) => ({ name: name.toLowerCase(), shown: name, value: value ?? 'true' }));
  if (checkOption !== null) written.push({ name: 'check_option', shown: 'check_option', value: checkOption });
  for (const { name, shown, value } of written) {
    if (kept.has(name)) throw sqlError('invalid_parameter_value', `parameter "${name}" specified more than once`);
    if (booleans.has(name)) checkBoolean(name, value);
    else if (name === 'check_option') checkCheckOption(value);
    else throw sqlError('invalid_parameter_value', `unrecognized parameter "${shown}"`);
    kept.set(name, value);
  }
  return [...kept].map(([name, value]) => `${name}=${value}`);
}

function checkBoolean(name: string, value: string): void {
  const text = value.toLowerCase();
  const words = ['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'];
  // Any beginning of a word will do that is not one of two.
  if (text !== '' && text !== 'o' && words.some((word) => word.startsWith(text))) return;
  throw sqlError('invalid_parameter_value', `invalid value for boolean option "${name}": ${value}`);
}

function checkCheckOption(value: string): void {
  if (/^(local|cascaded)$/i.test(value)) return;
  throw sqlError('invalid_parameter_value', `invalid value for enum option "check_option": ${value}`, {
    detail: 'Valid values are "local" and "cascaded".',
  });
}

/** A check option needs a view that can be changed. */
export function checkUpdatable(view: ViewDescriptor, lookup: (oid: Oid) => RelationDescriptor | undefined): void {
  if (checkOptionOf(view) === null) return;
  const detail = whyNot(view, lookup);
  if (detail === null) return;
  throw sqlError('feature_not_supported', 'WITH CHECK OPTION is supported only on automatically updatable views', {
    hint: detail,
  });
}

function whyNot(view: ViewDescriptor, lookup: (oid: Oid) => RelationDescriptor | undefined): string | null {
  const detail = notUpdatable(view, lookup);
  if (detail !== null) return detail;
  return allows(updatableEvents(view, lookup), deleteEvent) && !allows(updatableEvents(view, lookup), updateEvent)
    ? 'Views that have no updatable columns are not automatically updatable.'
    : null;
}

/** `CREATE RECURSIVE VIEW v (a) AS q` is `CREATE VIEW v AS WITH RECURSIVE v (a) AS (q) SELECT a FROM v`. */
export function recursiveQuery(statement: CreateViewStatement): SelectStatement {
  const { columns, query } = statement;
  // Nothing of what is put around the query was written.
  const location = -1;
  const name = statement.name.parts.at(-1)!;
  if (statement.checkOption !== null) {
    throw sqlError('feature_not_supported', 'WITH CHECK OPTION not supported on recursive views', {
      location: statement.checkOptionLocation,
    });
  }
  const item = { name, columns, materialized: null, query, search: null, cycle: null, location };
  return {
    kind: 'select',
    with: { recursive: true, items: [item], location },
    body: {
      kind: 'core',
      distinct: 'all',
      targets: columns.map((column) => ({
        value: { kind: 'columnRef', parts: [column], location },
        alias: null,
        location,
      })),
      into: null,
      from: [
        {
          kind: 'relation',
          name: { kind: 'name', parts: [name], location },
          only: false,
          alias: null,
          sample: null,
          location,
        },
      ],
      where: null,
      groupBy: [],
      groupByDistinct: false,
      having: null,
      windows: [],
      location,
    },
    orderBy: [],
    limit: null,
    offset: null,
    locking: [],
    location,
  };
}
