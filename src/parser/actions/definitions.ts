/** Makers of data-definition nodes. */

import { sqlError } from '../../errors/index.ts';
import type {
  AlterTableAction,
  AlterTableStatement,
  ColumnConstraint,
  ConstraintTiming,
  DefinitionOption,
  IndexElement,
  ObjectKind,
  OwnerStatement,
  QualifiedName,
  ReferentialAction,
  RenameStatement,
  SequenceOption,
  SetSchemaStatement,
  TypeName,
} from '../ast/index.ts';
import { identifier, keywordCodes } from '../token-codes.ts';
import { reject, rejectLater } from './failures.ts';
import { state } from './state.ts';

/** The text as written, for clauses that are only passed on. */
export const sourceText = (start: number, end: number): string => state.text.slice(start, end);

export const typeText = (type: TypeName): string => type.name.parts.join('.');

export function bigintOf(digits: string): bigint {
  if (!/^-?[0-9]+$/.test(digits)) {
    reject(`invalid input syntax for type bigint: "${digits}"`, undefined, {}, 'invalid_text_representation');
  }
  const value = BigInt(digits);
  if (BigInt.asIntN(64, value) !== value) {
    reject(`value "${digits}" is out of range for type bigint`, undefined, {}, 'numeric_value_out_of_range');
  }
  return value;
}

/** What may follow a column's type, in any order. */
type ColumnItem =
  | { readonly name: string | null; readonly constraint: ColumnConstraint['constraint']; readonly location: number }
  | { readonly timing: string; readonly location: number }
  | { readonly collation: QualifiedName; readonly location: number };

const deferrableKinds = new Set<string>(['primaryKey', 'unique', 'references']);

/** A domain's constraints; those that it cannot have are refused when it is made, whatever is said of their timing. */
export function domainConstraints(items: readonly ColumnItem[]): ReturnType<typeof columnConstraints> {
  const at = items.findIndex((item) => 'timing' in item);
  if (at < 0) return columnConstraints(items);
  const before = items.slice(0, at);
  if (!before.some((item) => 'constraint' in item && deferrableKinds.has(item.constraint.kind))) {
    const message = 'specifying constraint deferrability not supported for domains';
    reject(message, undefined, {}, 'feature_not_supported');
  }
  return columnConstraints(items.filter((item) => !('timing' in item)));
}

/** Sorts a column's items into its collation and its constraints; DEFERRABLE and INITIALLY belong to the constraint before them. */
export function columnConstraints(items: readonly ColumnItem[]): {
  collation: QualifiedName | null;
  constraints: ColumnConstraint[];
} {
  let collation: QualifiedName | null = null;
  const constraints: ColumnConstraint[] = [];
  let marks: string[] = [];
  for (const item of items) {
    if ('collation' in item) {
      if (collation !== null) reject('multiple COLLATE clauses not allowed', item.location);
      collation = item.collation;
    } else if ('timing' in item) {
      const last = constraints.pop();
      const word = item.timing.toUpperCase();
      if (last === undefined || !deferrableKinds.has(last.constraint.kind))
        reject(`misplaced ${word} clause`, item.location);
      const isInitially = item.timing.startsWith('initially');
      if (marks.some((mark) => mark.startsWith('initially') === isInitially)) {
        const pair = isInitially ? 'INITIALLY IMMEDIATE/DEFERRED' : 'DEFERRABLE/NOT DEFERRABLE';
        reject(`multiple ${pair} clauses not allowed`, item.location);
      }
      marks.push(item.timing);
      constraints.push({ ...last, ...timingOf(marks, item.location) });
    } else {
      marks = [];
      const { name, constraint, location } = item;
      constraints.push({ name, constraint, deferrable: false, initiallyDeferred: false, location });
    }
  }
  return { collation, constraints };
}

function timingOf(marks: readonly string[], location: number): ConstraintTiming {
  const initiallyDeferred = marks.includes('initially deferred');
  if (initiallyDeferred && marks.includes('not deferrable')) {
    reject('constraint declared INITIALLY DEFERRED must be DEFERRABLE', location);
  }
  return { deferrable: initiallyDeferred || marks.includes('deferrable'), initiallyDeferred };
}

const conflicts = [
  ['deferrable', 'not deferrable'],
  ['initially immediate', 'initially deferred'],
] as const;
const allowedMarks: Readonly<Record<string, readonly string[]>> = {
  CHECK: ['NOT VALID', 'NO INHERIT'],
  UNIQUE: ['DEFERRABLE'],
  'PRIMARY KEY': ['DEFERRABLE'],
  EXCLUDE: ['DEFERRABLE'],
  'FOREIGN KEY': ['DEFERRABLE', 'NOT VALID'],
  'ALTER CONSTRAINT': ['DEFERRABLE'],
};

/** The words behind a table constraint, checked for its kind. */
export function constraintMarks(
  what: string,
  marks: readonly { readonly mark: string; readonly location: number }[],
): { noInherit: boolean; common: ConstraintTiming & { notValid: boolean } } {
  const words: string[] = [];
  for (const { mark, location } of marks) {
    words.push(mark);
    if (words.includes('not deferrable') && words.includes('initially deferred')) {
      reject('constraint declared INITIALLY DEFERRED must be DEFERRABLE', location);
    }
    if (conflicts.some(([one, other]) => words.includes(one) && words.includes(other))) {
      reject('conflicting constraint properties', location);
    }
  }
  const refuse = (mark: string) => {
    if (!allowedMarks[what]!.includes(mark)) {
      const kind = what === 'ALTER CONSTRAINT' ? 'FOREIGN KEY' : what;
      reject(`${kind} constraints cannot be marked ${mark}`, undefined, {}, 'feature_not_supported');
    }
  };
  const timing = timingOf(words, marks[0]?.location ?? 0);
  if (timing.deferrable) refuse('DEFERRABLE');
  const notValid = words.includes('not valid');
  if (notValid) refuse('NOT VALID');
  const noInherit = words.includes('no inherit');
  if (noInherit) refuse('NO INHERIT');
  return { noInherit, common: { ...timing, notValid } };
}

export function keyActions(
  actions: readonly { readonly event: string; readonly action: ReferentialAction; readonly location: number }[],
): { onDelete: ReferentialAction; onUpdate: ReferentialAction } {
  const none: ReferentialAction = { action: 'no action', columns: [] };
  let onDelete: ReferentialAction | null = null;
  let onUpdate: ReferentialAction | null = null;
  for (const { event, action, location } of actions) {
    const given = event === 'delete' ? onDelete : onUpdate;
    if (given !== null) {
      // PostgreSQL's grammar has one place for each, in either order.
      const token = state.tokens.starts.indexOf(location);
      reject(`syntax error at or near "${sourceText(location, state.tokens.ends[token]!)}"`, location);
    }
    if (event === 'delete') onDelete = action;
    else {
      if (action.columns.length > 0) {
        reject(
          `a column list with ${action.action.toUpperCase()} is only supported for ON DELETE actions`,
          location,
          {},
          'feature_not_supported',
        );
      }
      onUpdate = action;
    }
  }
  return { onDelete: onDelete ?? none, onUpdate: onUpdate ?? none };
}

/** A column of INCLUDE, which PostgreSQL's grammar lets be an index element and refuses later. */
export function includedColumn(element: IndexElement): string {
  if (element.value.kind !== 'columnRef') {
    rejectLater(sqlError('feature_not_supported', 'expressions are not supported in included columns'));
    return '';
  }
  const what =
    element.collation !== null
      ? 'a collation'
      : element.opclass !== null
        ? 'an operator class'
        : element.direction !== 'default'
          ? 'ASC/DESC options'
          : element.nulls !== 'default'
            ? 'NULLS FIRST/LAST options'
            : '';
  if (what !== '') rejectLater(sqlError('invalid_object_definition', `including column does not support ${what}`));
  return element.value.parts[0]!;
}

const roleOptions = new Set(
  'superuser createrole replication createdb login bypassrls'.split(' ').flatMap((name) => [name, `no${name}`]),
);
roleOptions.add('noinherit');

/** A role option that is no keyword. */
export function roleOption(name: string, location: number): DefinitionOption {
  if (!roleOptions.has(name)) reject(`unrecognized role option "${name}"`, location);
  return { name, value: null, location };
}

/** A name a role may be given. */
export function newRoleName(name: string, token: number): string {
  const { codes, starts } = state.tokens;
  const location = starts[token]!;
  const isWord = codes[token] === identifier;
  if (name === 'public' && isWord) reject('role name "public" is reserved', location, {}, 'reserved_name');
  if (name === 'none') reject('role name "none" is reserved', location, {}, 'reserved_name');
  if (reservedRoles.has(codes[token]!)) {
    reject(`${name.toUpperCase()} cannot be used as a role name here`, location, {}, 'reserved_name');
  }
  return name;
}
const reservedRoles = new Set(['current_user', 'current_role', 'session_user'].map((word) => keywordCodes.get(word)));

type AlterRest =
  | {
      readonly kind: 'rename';
      readonly member: string | null;
      readonly what: 'column' | 'constraint' | null;
      readonly newName: string;
    }
  | { readonly kind: 'setSchema'; readonly schema: string }
  | { readonly kind: 'owner'; readonly owner: string }
  | { readonly kind: 'alterTable'; readonly actions: readonly AlterTableAction[] };
interface AlterBase {
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly only: boolean;
  readonly location: number;
}

/** ALTER of an object, once it is known what is done to it. */
export function alterStatement(
  rest: AlterRest,
  { object, name, ifExists, only, location }: AlterBase,
): AlterTableStatement | RenameStatement | SetSchemaStatement | OwnerStatement {
  switch (rest.kind) {
    case 'rename':
      return {
        kind: 'rename',
        object: rest.what ?? object,
        name,
        ifExists,
        member: rest.member,
        newName: rest.newName,
        location,
      };
    case 'setSchema':
      return { kind: 'setSchema', object, name, ifExists, schema: rest.schema, location };
    case 'owner':
      return { kind: 'owner', object, name, ifExists, owner: rest.owner, location };
    default:
      return { kind: 'alterTable', object, name, ifExists, only, actions: rest.actions, location };
  }
}

export function identityChanges(
  changes: readonly { readonly always: boolean | null; readonly option: SequenceOption | null }[],
): {
  always: boolean | null;
  options: SequenceOption[];
} {
  const options: SequenceOption[] = [];
  let always: boolean | null = null;
  for (const change of changes) {
    if (change.option !== null) options.push(change.option);
    else always = change.always;
  }
  return { always, options };
}
