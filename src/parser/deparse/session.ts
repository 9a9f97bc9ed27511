/** Session statements → SQL text. */
import { assertNever } from '../../common/assert.ts';
import type {
  CopyStatement,
  DefinitionOption,
  FetchStatement,
  SessionStatement,
  SetStatement,
  SettingValue,
  TransactionModes,
  TransactionStatement,
  TypeName,
  VacuumStatement,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { expressionsText, expressionText, typeNameText } from './expressions.ts';
import { queryText } from './queries.ts';
import { namesText, nameText, optionValue, parenthesised, printers, quoteString, words } from './text.ts';

export function sessionText(statement: SessionStatement): string {
  switch (statement.kind) {
    case 'transaction':
      return transactionText(statement);
    case 'setSnapshot':
      return words('SET', statement.local && 'LOCAL', 'TRANSACTION SNAPSHOT', quoteString(statement.id));
    case 'setTransaction':
      return words(
        statement.session ? 'SET SESSION CHARACTERISTICS AS TRANSACTION' : 'SET TRANSACTION',
        modesText(statement.modes),
      );
    case 'set':
      return setText(statement);
    case 'show':
      return `SHOW ${statement.name === 'all' ? 'ALL' : settingName(statement.name)}`;
    case 'discard':
      return `DISCARD ${statement.target.toUpperCase()}`;
    case 'explain':
      return words('EXPLAIN', utilityOptions(statement.options), printers.statement(statement.statement));
    case 'prepare': {
      const types = statement.types.length === 0 ? '' : `(${statement.types.map(typeNameText).join(', ')})`;
      return words('PREPARE', quoteIdentifier(statement.name), types, 'AS', printers.statement(statement.statement));
    }
    case 'execute':
      return words(
        'EXECUTE',
        quoteIdentifier(statement.name),
        statement.args.length > 0 && `(${expressionsText(statement.args)})`,
      );
    case 'deallocate':
      return `DEALLOCATE ${statement.name === null ? 'ALL' : quoteIdentifier(statement.name)}`;
    case 'declareCursor':
      return words(
        `DECLARE ${quoteIdentifier(statement.name)}`,
        statement.binary && 'BINARY',
        statement.scroll !== null && (statement.scroll ? 'SCROLL' : 'NO SCROLL'),
        'CURSOR',
        statement.hold && 'WITH HOLD',
        `FOR ${queryText(statement.query)}`,
      );
    case 'fetch':
      return fetchText(statement);
    case 'close':
      return `CLOSE ${statement.name === null ? 'ALL' : quoteIdentifier(statement.name)}`;
    case 'setConstraints': {
      const names = statement.names.length === 0 ? 'ALL' : namesText(statement.names);
      return `SET CONSTRAINTS ${names} ${statement.deferred ? 'DEFERRED' : 'IMMEDIATE'}`;
    }
    case 'listen':
      return `LISTEN ${quoteIdentifier(statement.channel)}`;
    case 'unlisten':
      return `UNLISTEN ${statement.channel === null ? '*' : quoteIdentifier(statement.channel)}`;
    case 'notify': {
      const payload = statement.payload === '' ? '' : `, ${quoteString(statement.payload)}`;
      return `NOTIFY ${quoteIdentifier(statement.channel)}${payload}`;
    }
    case 'lock':
      return words(
        `LOCK TABLE ${namesText(statement.tables)} IN ${statement.mode.toUpperCase()} MODE`,
        statement.nowait && 'NOWAIT',
      );
    case 'vacuum':
    case 'analyze':
    case 'reindex':
      return maintenanceText(statement);
    case 'checkpoint':
      return 'CHECKPOINT';
    case 'copy':
      return copyText(statement);
    default:
      return assertNever(statement);
  }
}

const actions: Readonly<Record<TransactionStatement['action'], string>> = {
  begin: 'BEGIN',
  start: 'START TRANSACTION',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: 'SAVEPOINT',
  release: 'RELEASE SAVEPOINT',
  rollbackTo: 'ROLLBACK TO SAVEPOINT',
  prepare: 'PREPARE TRANSACTION',
  commitPrepared: 'COMMIT PREPARED',
  rollbackPrepared: 'ROLLBACK PREPARED',
};

function transactionText(statement: TransactionStatement): string {
  return words(
    actions[statement.action],
    modesText(statement.modes),
    statement.savepoint !== null && quoteIdentifier(statement.savepoint),
    statement.chain && 'AND CHAIN',
    statement.gid !== null && quoteString(statement.gid),
  );
}

function modesText(modes: TransactionModes): string {
  return words(
    modes.isolation !== null && `ISOLATION LEVEL ${modes.isolation.toUpperCase()}`,
    modes.readOnly !== null && (modes.readOnly ? 'READ ONLY' : 'READ WRITE'),
    modes.deferrable !== null && (modes.deferrable ? 'DEFERRABLE' : 'NOT DEFERRABLE'),
  );
}

/** A dot in a setting's name separates prefix and name. */
export const settingName = (name: string): string => name.split('.').map(quoteIdentifier).join('.');

const bareSetting = /^(?:-?[0-9.]+(?:[eE][-+]?[0-9]+)?|true|false|on)$/;
export function settingValueText({ text, quoted }: NonNullable<SetStatement['values']>[number]): string {
  return quoted ? quoteString(text) : bareSetting.test(text) ? text : quoteIdentifier(text);
}

/** `TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE`. */
export function zoneText({ text }: SettingValue, { intervalFields, modifiers }: TypeName): string {
  const precision =
    modifiers.length === 0 ? '' : `(${modifiers.map((modifier) => expressionText(modifier)).join(', ')})`;
  const literal = quoteString(text);
  if (intervalFields === undefined) return `TIME ZONE INTERVAL ${precision} ${literal}`;
  return `TIME ZONE INTERVAL ${literal} ${intervalFields.toUpperCase()}${precision}`;
}

function setText(statement: SetStatement): string {
  if (statement.reset) return `RESET ${statement.name === 'all' ? 'ALL' : settingName(statement.name)}`;
  const scope = statement.scope === 'local' ? 'SET LOCAL' : 'SET';
  if (statement.current === true) return `${scope} ${settingName(statement.name)} FROM CURRENT`;
  const zone = statement.values?.[0];
  if (zone?.interval !== undefined) return `${scope} ${zoneText(zone, zone.interval)}`;
  const list = statement.values?.map(settingValueText);
  return `${scope} ${settingName(statement.name)} TO ${list === undefined ? 'DEFAULT' : list.join(', ')}`;
}

function utilityOptions(options: readonly DefinitionOption[]): string {
  if (options.length === 0) return '';
  const list = options.map(({ name, value }) => words(quoteIdentifier(name), value !== null && optionValue(value)));
  return `(${list.join(', ')})`;
}

function fetchText(statement: FetchStatement): string {
  const { direction, count } = statement;
  const isCounted = direction !== 'next' && direction !== 'prior' && direction !== 'first' && direction !== 'last';
  return words(
    statement.move ? 'MOVE' : 'FETCH',
    direction.toUpperCase(),
    isCounted && (count === 'all' ? 'ALL' : String(count)),
    `FROM ${quoteIdentifier(statement.cursor)}`,
  );
}

function maintenanceText(statement: VacuumStatement): string {
  if (statement.kind !== 'reindex') {
    return words(statement.kind.toUpperCase(), utilityOptions(statement.options), namesText(statement.tables));
  }
  const [target, ...others] = statement.options;
  const concurrently = others.some((option) => option.name === 'concurrently' && option.value === null);
  const rest = others.filter((option) => option.name !== 'concurrently' || option.value !== null);
  return words(
    'REINDEX',
    utilityOptions(rest),
    target!.value!.toUpperCase(),
    concurrently && 'CONCURRENTLY',
    namesText(statement.tables),
  );
}

function copyText(statement: CopyStatement): string {
  const options = statement.options.map(({ name, value }) => {
    // Lists of columns carry their parentheses.
    const isList = value !== null && (value === '*' || name.startsWith('force_'));
    return words(quoteIdentifier(name), value !== null && (isList ? value : optionValue(value)));
  });
  const target =
    statement.file === null
      ? statement.target.toUpperCase()
      : words(statement.target === 'program' && 'PROGRAM', quoteString(statement.file));
  return words(
    'COPY',
    statement.table === null ? `(${printers.statement(statement.query!)})` : nameText(statement.table),
    parenthesised(statement.columns),
    statement.direction.toUpperCase(),
    target,
    options.length > 0 && `WITH (${options.join(', ')})`,
    statement.where && `WHERE ${expressionText(statement.where)}`,
  );
}
