/** Data definition → SQL text. */
import { assertNever } from '../../common/assert.ts';
import type {
  AlterTableAction,
  AlterTableStatement,
  ColumnConstraint,
  ColumnDefinition,
  ConstraintTiming,
  CreateDatabaseStatement,
  CreateIndexStatement,
  CreateRoleStatement,
  CreateSchemaStatement,
  CreateTableAsStatement,
  CreateTableStatement,
  CreateViewStatement,
  DefinitionStatement,
  DropStatement,
  ReferenceClause,
  ReferentialAction,
  RenameStatement,
  SequenceOption,
  TableConstraint,
  TableElement,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { indexElementText } from './dml.ts';
import { expressionText, operandText, typeNameText } from './expressions.ts';
import { objectTargetText } from './object-targets.ts';
import { privilegeText } from './privileges.ts';
import { queryText } from './queries.ts';
import {
  columnsText,
  namesText,
  nameText,
  optionList,
  optionValue,
  parenthesised,
  printers,
  quoteString,
  storageOptions,
  when,
  words,
} from './text.ts';
import { elementText, userTypeText } from './user-types.ts';

export function definitionText(statement: DefinitionStatement): string {
  switch (statement.kind) {
    case 'createTable':
      return createTableText(statement);
    case 'createTableAs':
      return createTableAsText(statement);
    case 'createIndex':
      return createIndexText(statement);
    case 'createView':
      return createViewText(statement);
    case 'createSchema':
      return createSchemaText(statement);
    case 'createSequence': {
      const options = statement.options.map(sequenceOptionText);
      const name = words(statement.ifNotExists && 'IF NOT EXISTS', nameText(statement.name));
      return words('CREATE', persistenceText(statement.persistence), 'SEQUENCE', name, ...options);
    }
    case 'alterSequence':
      return words(
        'ALTER SEQUENCE',
        statement.ifExists && 'IF EXISTS',
        nameText(statement.name),
        ...statement.options.map(sequenceOptionText),
      );
    case 'alterTable':
      return alterTableText(statement);
    case 'cluster':
      return words(
        'CLUSTER',
        statement.table !== null && nameText(statement.table),
        statement.index !== null && `USING ${quoteIdentifier(statement.index)}`,
      );
    case 'refresh':
      return words(
        'REFRESH MATERIALIZED VIEW',
        statement.concurrently && 'CONCURRENTLY',
        nameText(statement.name),
        !statement.withData && 'WITH NO DATA',
      );
    case 'rename':
      return renameText(statement);
    case 'setSchema':
      return words(alterHead(statement), `SET SCHEMA ${quoteIdentifier(statement.schema)}`);
    case 'owner':
      return words(alterHead(statement), `OWNER TO ${quoteIdentifier(statement.owner)}`);
    case 'drop':
      return dropText(statement);
    case 'truncate':
      return words(
        `TRUNCATE TABLE ${namesText(statement.tables)}`,
        statement.restartIdentity && 'RESTART IDENTITY',
        statement.cascade && 'CASCADE',
      );
    case 'commentOther': {
      const text = statement.text === null ? 'NULL' : quoteString(statement.text);
      return `COMMENT ON ${objectTargetText(statement.target)} IS ${text}`;
    }
    case 'comment': {
      const text = statement.text === null ? 'NULL' : quoteString(statement.text);
      if (statement.object !== 'constraint' && statement.object !== 'domain constraint') {
        return `COMMENT ON ${statement.object.toUpperCase()} ${nameText(statement.name)} IS ${text}`;
      }
      const table = statement.name.parts.slice(0, -1).map(quoteIdentifier).join('.');
      return `COMMENT ON CONSTRAINT ${quoteIdentifier(statement.name.parts.at(-1)!)} ON ${statement.object === 'constraint' ? '' : 'DOMAIN '}${table} IS ${text}`;
    }
    case 'createCollation':
      return words(
        'CREATE COLLATION',
        statement.ifNotExists && 'IF NOT EXISTS',
        nameText(statement.name),
        statement.from === null
          ? `(${statement.options.map(elementText).join(', ')})`
          : `FROM ${nameText(statement.from)}`,
      );
    case 'refreshCollation':
      return `ALTER COLLATION ${nameText(statement.name)} REFRESH VERSION`;
    case 'createComposite':
    case 'createRange':
    case 'alterEnum':
    case 'alterComposite':
    case 'renameAttribute':
    case 'alterDomain':
      return userTypeText(statement, tableConstraintText);
    case 'createEnum':
      return `CREATE TYPE ${nameText(statement.name)} AS ENUM (${statement.labels.map(quoteString).join(', ')})`;
    case 'createDomain':
      return words(
        `CREATE DOMAIN ${nameText(statement.name)} AS ${typeNameText(statement.type)}`,
        statement.collation !== null && `COLLATE ${nameText(statement.collation)}`,
        ...statement.constraints.map(columnConstraintText),
      );
    case 'createExtension': {
      const options = statement.options.map(({ name, value }) =>
        words(name.toUpperCase(), value !== null && (name === 'schema' ? quoteIdentifier(value) : quoteString(value))),
      );
      return words(
        'CREATE EXTENSION',
        statement.ifNotExists && 'IF NOT EXISTS',
        quoteIdentifier(statement.name),
        ...options,
      );
    }
    case 'createRole':
    case 'alterRole':
      return roleText(statement);
    case 'dropRole':
      return words('DROP ROLE', statement.ifExists && 'IF EXISTS', columnsText(statement.names));
    case 'grant':
    case 'revoke':
    case 'grantRole':
    case 'revokeRole':
    case 'defaultPrivileges':
    case 'alterSetting':
    case 'dropOwned':
    case 'reassignOwned':
      return privilegeText(statement);
    case 'createDatabase':
      return createDatabaseText(statement);
    case 'unsupported':
      // Nothing but its first words was kept.
      return statement.what;
    default:
      return assertNever(statement);
  }
}

const persistenceText = (persistence: string): string => when(persistence !== 'permanent', persistence.toUpperCase());

function createTableText(statement: CreateTableStatement): string {
  return words(
    'CREATE',
    persistenceText(statement.persistence),
    'TABLE',
    statement.ifNotExists && 'IF NOT EXISTS',
    nameText(statement.name),
    `(${statement.elements.map(tableElementText).join(', ')})`,
    statement.inherits.length > 0 && `INHERITS (${namesText(statement.inherits)})`,
    statement.partitionBy && 'PARTITION BY list ()',
    storageOptions(statement.options),
    onCommitText(statement.onCommit),
  );
}

function onCommitText(action: CreateTableStatement['onCommit']): string {
  return action === null ? '' : words('ON COMMIT', action.toUpperCase(), action !== 'drop' && 'ROWS');
}

function tableElementText(element: TableElement): string {
  switch (element.kind) {
    case 'columnDefinition':
      return columnDefinitionText(element);
    case 'tableConstraint':
      return tableConstraintText(element);
    case 'like': {
      const including = element.including.map((what) => `INCLUDING ${what.toUpperCase()}`);
      const excluding = element.excluding.map((what) => `EXCLUDING ${what.toUpperCase()}`);
      return words('LIKE', nameText(element.table), ...including, ...excluding);
    }
    default:
      return assertNever(element);
  }
}

export function columnDefinitionText(column: ColumnDefinition): string {
  return words(
    quoteIdentifier(column.name),
    typeNameText(column.type),
    column.collation && `COLLATE ${nameText(column.collation)}`,
    ...column.constraints.map(columnConstraintText),
  );
}

function timingText(timing: ConstraintTiming): string {
  return words(timing.deferrable && 'DEFERRABLE', timing.initiallyDeferred && 'INITIALLY DEFERRED');
}
const constraintName = (name: string | null): string => (name === null ? '' : `CONSTRAINT ${quoteIdentifier(name)}`);

function columnConstraintText(item: ColumnConstraint): string {
  return words(constraintName(item.name), columnConstraintBody(item.constraint), timingText(item));
}

function columnConstraintBody(constraint: ColumnConstraint['constraint']): string {
  switch (constraint.kind) {
    case 'null':
      return 'NULL';
    case 'notNull':
      return 'NOT NULL';
    case 'default':
      return `DEFAULT ${operandText(constraint.value)}`;
    case 'check':
      return words(`CHECK (${expressionText(constraint.expression)})`, constraint.noInherit && 'NO INHERIT');
    case 'primaryKey':
      return words('PRIMARY KEY', storageOptions(constraint.options));
    case 'unique':
      return words('UNIQUE', constraint.nullsNotDistinct && 'NULLS NOT DISTINCT', storageOptions(constraint.options));
    case 'references':
      return referencesText(constraint);
    case 'identity':
      return words(
        `GENERATED ${constraint.always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`,
        sequenceOptionsText(constraint.options),
      );
    case 'generated':
      return `GENERATED ALWAYS AS (${expressionText(constraint.expression)}) STORED`;
    default:
      return assertNever(constraint);
  }
}

const sequenceOptionsText = (options: readonly SequenceOption[]): string =>
  options.length === 0 ? '' : `(${options.map(sequenceOptionText).join(' ')})`;

function referencesText(reference: ReferenceClause): string {
  const action = (event: string, { action: what, columns }: ReferentialAction) =>
    words(what !== 'no action' && `ON ${event} ${what.toUpperCase()}`, what !== 'no action' && parenthesised(columns));
  return words(
    `REFERENCES ${nameText(reference.table)}`,
    parenthesised(reference.columns),
    reference.match !== 'simple' && `MATCH ${reference.match.toUpperCase()}`,
    action('DELETE', reference.onDelete),
    action('UPDATE', reference.onUpdate),
  );
}

function tableConstraintText(item: TableConstraint): string {
  return words(
    constraintName(item.name),
    tableConstraintBody(item.constraint),
    timingText(item),
    item.notValid && 'NOT VALID',
  );
}

function tableConstraintBody(constraint: TableConstraint['constraint']): string {
  const key = (word: string, nulls: boolean, clause: Extract<typeof constraint, { kind: 'primaryKey' | 'unique' }>) =>
    clause.usingIndex !== null
      ? `${word} USING INDEX ${quoteIdentifier(clause.usingIndex)}`
      : words(
          word,
          nulls && 'NULLS NOT DISTINCT',
          parenthesised(clause.columns),
          clause.include.length > 0 && `INCLUDE ${parenthesised(clause.include)}`,
          storageOptions(clause.options),
        );
  switch (constraint.kind) {
    case 'check':
      return words(`CHECK (${expressionText(constraint.expression)})`, constraint.noInherit && 'NO INHERIT');
    case 'primaryKey':
      return key('PRIMARY KEY', false, constraint);
    case 'unique':
      return key('UNIQUE', constraint.nullsNotDistinct, constraint);
    case 'foreignKey':
      return `FOREIGN KEY ${parenthesised(constraint.referencing)} ${referencesText(constraint)}`;
    case 'exclude':
      return 'EXCLUDE ()';
    default:
      return assertNever(constraint);
  }
}

function createTableAsText(statement: CreateTableAsStatement): string {
  return words(
    'CREATE',
    persistenceText(statement.persistence),
    statement.materialized ? 'MATERIALIZED VIEW' : 'TABLE',
    statement.ifNotExists && 'IF NOT EXISTS',
    nameText(statement.name),
    parenthesised(statement.columns),
    storageOptions(statement.options),
    onCommitText(statement.onCommit),
    `AS ${printers.statement(statement.query)}`,
    !statement.withData && 'WITH NO DATA',
  );
}

function createIndexText(statement: CreateIndexStatement): string {
  return words(
    'CREATE',
    statement.unique && 'UNIQUE',
    'INDEX',
    statement.concurrently && 'CONCURRENTLY',
    statement.ifNotExists && 'IF NOT EXISTS',
    statement.name !== null && quoteIdentifier(statement.name),
    'ON',
    statement.only && 'ONLY',
    nameText(statement.table),
    `USING ${quoteIdentifier(statement.method)}`,
    `(${statement.elements.map(indexElementText).join(', ')})`,
    statement.include.length > 0 && `INCLUDE ${parenthesised(statement.include)}`,
    statement.nullsNotDistinct && 'NULLS NOT DISTINCT',
    storageOptions(statement.options),
    statement.where && `WHERE ${expressionText(statement.where)}`,
  );
}

function createViewText(statement: CreateViewStatement): string {
  return words(
    'CREATE',
    statement.orReplace && 'OR REPLACE',
    statement.temporary && 'TEMPORARY',
    statement.recursive && 'RECURSIVE',
    'VIEW',
    nameText(statement.name),
    parenthesised(statement.columns),
    storageOptions(statement.options),
    `AS ${queryText(statement.query)}`,
    statement.checkOption !== null && `WITH ${statement.checkOption.toUpperCase()} CHECK OPTION`,
  );
}

function createSchemaText(statement: CreateSchemaStatement): string {
  return words(
    'CREATE SCHEMA',
    statement.ifNotExists && 'IF NOT EXISTS',
    statement.name !== null && quoteIdentifier(statement.name),
    statement.authorization !== null && `AUTHORIZATION ${quoteIdentifier(statement.authorization)}`,
    ...statement.elements.map(definitionText),
  );
}

function sequenceOptionText(option: SequenceOption): string {
  switch (option.kind) {
    case 'type':
      return `AS ${typeNameText(option.type)}`;
    case 'increment':
      return `INCREMENT BY ${option.value}`;
    case 'start':
      return `START WITH ${option.value}`;
    case 'cache':
      return `CACHE ${option.value}`;
    case 'minValue':
    case 'maxValue':
      return option.value === null ? `NO ${option.kind.toUpperCase()}` : `${option.kind.toUpperCase()} ${option.value}`;
    case 'restart':
      return option.value === null ? 'RESTART' : `RESTART WITH ${option.value}`;
    case 'cycle':
      return option.value ? 'CYCLE' : 'NO CYCLE';
    case 'ownedBy':
      return `OWNED BY ${option.column === null ? 'NONE' : nameText(option.column)}`;
    case 'name':
      return `SEQUENCE NAME ${nameText(option.name)}`;
    default:
      return assertNever(option);
  }
}

interface Altered {
  readonly object: string;
  readonly ifExists: boolean;
  readonly only?: boolean;
  readonly name: AlterTableStatement['name'];
}
function alterHead(statement: Altered): string {
  return words(
    'ALTER',
    statement.object.toUpperCase(),
    statement.ifExists && 'IF EXISTS',
    statement.only && 'ONLY',
    nameText(statement.name),
  );
}

function alterTableText(statement: AlterTableStatement): string {
  return words(alterHead(statement), statement.actions.map(alterActionText).join(', '));
}

function renameText(statement: RenameStatement): string {
  const newName = quoteIdentifier(statement.newName);
  if (statement.member === null) return words(alterHead(statement), `RENAME TO ${newName}`);
  // Columns and constraints of views and domains are renamed through ALTER TABLE too.
  const object = { ...statement, object: 'table' };
  return words(
    alterHead(object),
    `RENAME ${statement.object.toUpperCase()} ${quoteIdentifier(statement.member)} TO ${newName}`,
  );
}

function alterActionText(action: AlterTableAction): string {
  const column = (name: string, text: string) => `ALTER COLUMN ${quoteIdentifier(name)} ${text}`;
  const always = (value: boolean) => (value ? 'ALWAYS' : 'BY DEFAULT');
  switch (action.kind) {
    case 'addColumn':
      return words('ADD COLUMN', action.ifNotExists && 'IF NOT EXISTS', columnDefinitionText(action.column));
    case 'dropColumn':
    case 'dropConstraint':
      return words(
        action.kind === 'dropColumn' ? 'DROP COLUMN' : 'DROP CONSTRAINT',
        action.ifExists && 'IF EXISTS',
        quoteIdentifier(action.name),
        action.cascade && 'CASCADE',
      );
    case 'alterType':
      return words(
        column(action.name, `TYPE ${typeNameText(action.type)}`),
        action.collation && `COLLATE ${nameText(action.collation)}`,
        action.using && `USING ${expressionText(action.using)}`,
      );
    case 'setDefault':
      return column(
        action.name,
        action.value === null ? 'DROP DEFAULT' : `SET DEFAULT ${expressionText(action.value)}`,
      );
    case 'setNotNull':
      return column(action.name, 'SET NOT NULL');
    case 'dropNotNull':
      return column(action.name, 'DROP NOT NULL');
    case 'addIdentity':
      return column(
        action.name,
        words(`ADD GENERATED ${always(action.always)} AS IDENTITY`, sequenceOptionsText(action.options)),
      );
    case 'setIdentity': {
      const options = action.options.map((option) =>
        words(option.kind !== 'restart' && 'SET', sequenceOptionText(option)),
      );
      return column(action.name, words(action.always !== null && `SET GENERATED ${always(action.always)}`, ...options));
    }
    case 'dropIdentity':
      return column(action.name, words('DROP IDENTITY', action.ifExists && 'IF EXISTS'));
    case 'dropExpression':
      return column(action.name, words('DROP EXPRESSION', action.ifExists && 'IF EXISTS'));
    case 'addConstraint':
      return `ADD ${tableConstraintText(action.constraint)}`;
    case 'validateConstraint':
      return `VALIDATE CONSTRAINT ${quoteIdentifier(action.name)}`;
    case 'alterConstraint':
      return words(`ALTER CONSTRAINT ${quoteIdentifier(action.name)}`, timingText(action));
    case 'setStatistics':
      return column(action.name, `SET STATISTICS ${action.value}`);
    case 'setStorage':
      return column(action.name, `SET STORAGE ${quoteIdentifier(action.value)}`);
    case 'setCompression':
      return column(
        action.name,
        `SET COMPRESSION ${action.value === 'default' ? 'DEFAULT' : quoteIdentifier(action.value)}`,
      );
    case 'setColumnOptions':
      return column(action.name, `${action.reset ? 'RESET' : 'SET'} ${optionList(action.options)}`);
    case 'setOptions':
      return `${action.reset ? 'RESET' : 'SET'} ${optionList(action.options)}`;
    case 'setLogged':
      return action.logged ? 'SET LOGGED' : 'SET UNLOGGED';
    case 'clusterOn':
      return action.index === null ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${quoteIdentifier(action.index)}`;
    case 'replicaIdentity': {
      const identities = { d: 'DEFAULT', f: 'FULL', n: 'NOTHING', i: 'USING INDEX' } as const;
      return words(
        `REPLICA IDENTITY ${identities[action.identity]}`,
        action.index !== null && quoteIdentifier(action.index),
      );
    }
    case 'setTrigger': {
      const firing = { O: 'ENABLE', D: 'DISABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }[action.firing];
      return `${firing} TRIGGER ${action.name === null ? action.which.toUpperCase() : quoteIdentifier(action.name)}`;
    }
    case 'other':
      return action.text;
    default:
      return assertNever(action);
  }
}

function dropText(statement: DropStatement): string {
  return words(
    `DROP ${statement.object.toUpperCase()}`,
    statement.concurrently && 'CONCURRENTLY',
    statement.ifExists && 'IF EXISTS',
    namesText(statement.names),
    statement.cascade && 'CASCADE',
  );
}

const roleListOptions = new Set(['admin', 'role', 'user', 'in role']);
function roleText(statement: CreateRoleStatement): string {
  const options = statement.options.map(({ name, value }) => {
    if (name === 'password') return `PASSWORD ${value === null ? 'NULL' : quoteString(value)}`;
    if (value === null) return name.toUpperCase();
    if (roleListOptions.has(name)) return `${name.toUpperCase()} ${columnsText(value.split(','))}`;
    return `${name.toUpperCase()} ${name === 'valid until' ? quoteString(value) : value}`;
  });
  return words(
    statement.kind === 'createRole' ? 'CREATE ROLE' : 'ALTER ROLE',
    quoteIdentifier(statement.name),
    ...options,
  );
}

function createDatabaseText(statement: CreateDatabaseStatement): string {
  const options = statement.options.map(({ name, value }) => {
    const shown = name === 'connection limit' ? 'CONNECTION LIMIT' : quoteIdentifier(name);
    return `${shown} = ${value === null ? 'DEFAULT' : optionValue(value)}`;
  });
  return words('CREATE DATABASE', quoteIdentifier(statement.name), ...options);
}
