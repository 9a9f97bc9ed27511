/** Statements over composite types, enums and domains → SQL text. */
import { assertNever } from '../../common/assert.ts';
import type {
  AttributeAction,
  DefinitionElement,
  DomainAction,
  TableConstraint,
  TypeAttribute,
  UserTypeStatement,
} from '../ast/index.ts';
import { quoteIdentifier } from '../identifiers.ts';
import { expressionText, typeNameText } from './expressions.ts';
import { nameText, quoteString, when, words } from './text.ts';

/** `constraintText`: how ddl.ts, which calls this, writes a constraint. */
export function userTypeText(
  statement: UserTypeStatement,
  constraintText: (constraint: TableConstraint) => string,
): string {
  const name = nameText(statement.name);
  switch (statement.kind) {
    case 'createComposite':
      return `CREATE TYPE ${name} AS (${statement.attributes.map(attributeText).join(', ')})`;
    case 'createRange':
      return `CREATE TYPE ${name} AS RANGE (${statement.options.map(elementText).join(', ')})`;
    case 'alterEnum': {
      const { action } = statement;
      if (action.kind === 'renameValue') {
        return `ALTER TYPE ${name} RENAME VALUE ${quoteString(action.from)} TO ${quoteString(action.to)}`;
      }
      const { place } = action;
      return words(
        `ALTER TYPE ${name} ADD VALUE`,
        when(action.ifNotExists, 'IF NOT EXISTS'),
        quoteString(action.label),
        place !== null && `${place.before ? 'BEFORE' : 'AFTER'} ${quoteString(place.label)}`,
      );
    }
    case 'alterComposite':
      return `ALTER TYPE ${name} ${statement.actions.map(actionText).join(', ')}`;
    case 'renameAttribute':
      return words(
        `ALTER TYPE ${name} RENAME ATTRIBUTE ${quoteIdentifier(statement.from)} TO ${quoteIdentifier(statement.to)}`,
        when(statement.cascade, 'CASCADE'),
      );
    case 'alterDomain':
      return `ALTER DOMAIN ${name} ${domainActionText(statement.action, constraintText)}`;
    default:
      return assertNever(statement);
  }
}

export function elementText({ name, value }: DefinitionElement): string {
  const label = quoteIdentifier(name);
  if (value === null) return label;
  return `${label} = ${typeof value === 'string' ? quoteString(value) : typeNameText(value)}`;
}

function attributeText({ name, type, collation }: TypeAttribute): string {
  return words(quoteIdentifier(name), typeNameText(type), collation !== null && `COLLATE ${nameText(collation)}`);
}

function actionText(action: AttributeAction): string {
  const cascade = when(action.cascade, 'CASCADE');
  switch (action.kind) {
    case 'addAttribute':
      return words(`ADD ATTRIBUTE ${attributeText(action.attribute)}`, cascade);
    case 'dropAttribute':
      return words('DROP ATTRIBUTE', when(action.ifExists, 'IF EXISTS'), quoteIdentifier(action.name), cascade);
    case 'alterAttribute': {
      const { name, type, collation } = action.attribute;
      return words(
        `ALTER ATTRIBUTE ${quoteIdentifier(name)} TYPE ${typeNameText(type)}`,
        collation !== null && `COLLATE ${nameText(collation)}`,
        cascade,
      );
    }
    default:
      return assertNever(action);
  }
}

function domainActionText(action: DomainAction, constraintText: (constraint: TableConstraint) => string): string {
  switch (action.kind) {
    case 'setDefault':
      return action.value === null ? 'DROP DEFAULT' : `SET DEFAULT ${expressionText(action.value)}`;
    case 'setNotNull':
      return 'SET NOT NULL';
    case 'dropNotNull':
      return 'DROP NOT NULL';
    case 'addConstraint':
      return `ADD ${constraintText(action.constraint)}`;
    case 'dropConstraint':
      return words(
        'DROP CONSTRAINT',
        when(action.ifExists, 'IF EXISTS'),
        quoteIdentifier(action.name),
        when(action.cascade, 'CASCADE'),
      );
    case 'validateConstraint':
      return `VALIDATE CONSTRAINT ${quoteIdentifier(action.name)}`;
    case 'renameConstraint':
      return `RENAME CONSTRAINT ${quoteIdentifier(action.name)} TO ${quoteIdentifier(action.newName)}`;
    default:
      return assertNever(action);
  }
}
