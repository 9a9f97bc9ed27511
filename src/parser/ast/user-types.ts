/** Statements over composite types, enums and domains that are not shared with other objects. */
import type { TableConstraint } from './ddl.ts';
import type { Expression } from './expressions.ts';
import type { Located, QualifiedName, TypeName } from './names.ts';

export interface TypeAttribute extends Located {
  readonly name: string;
  readonly type: TypeName;
  readonly collation: QualifiedName | null;
}
export interface CreateCompositeStatement extends Located {
  readonly kind: 'createComposite';
  readonly name: QualifiedName;
  readonly attributes: readonly TypeAttribute[];
}
/** `subtype = float8`: a name is written as a type's; other values, which no option takes, are their text. */
export interface DefinitionElement extends Located {
  readonly name: string;
  readonly value: TypeName | string | null;
}
export interface CreateRangeStatement extends Located {
  readonly kind: 'createRange';
  readonly name: QualifiedName;
  readonly options: readonly DefinitionElement[];
}
export interface AlterEnumStatement extends Located {
  readonly kind: 'alterEnum';
  readonly name: QualifiedName;
  readonly action:
    | {
        readonly kind: 'addValue';
        readonly label: string;
        readonly ifNotExists: boolean;
        /** BEFORE or AFTER another label; null: at the end. */
        readonly place: { readonly before: boolean; readonly label: string } | null;
      }
    | { readonly kind: 'renameValue'; readonly from: string; readonly to: string };
}
export type AttributeAction = Located &
  (
    | { readonly kind: 'addAttribute'; readonly attribute: TypeAttribute; readonly cascade: boolean }
    | { readonly kind: 'dropAttribute'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
    | { readonly kind: 'alterAttribute'; readonly attribute: TypeAttribute; readonly cascade: boolean }
  );
export interface AlterCompositeStatement extends Located {
  readonly kind: 'alterComposite';
  readonly name: QualifiedName;
  readonly actions: readonly AttributeAction[];
}
export interface RenameAttributeStatement extends Located {
  readonly kind: 'renameAttribute';
  readonly name: QualifiedName;
  readonly from: string;
  readonly to: string;
  readonly cascade: boolean;
}
export type DomainAction =
  | { readonly kind: 'setDefault'; readonly value: Expression | null }
  | { readonly kind: 'setNotNull' | 'dropNotNull' }
  | { readonly kind: 'addConstraint'; readonly constraint: TableConstraint }
  | { readonly kind: 'dropConstraint'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'validateConstraint'; readonly name: string }
  | { readonly kind: 'renameConstraint'; readonly name: string; readonly newName: string };
export interface AlterDomainStatement extends Located {
  readonly kind: 'alterDomain';
  readonly name: QualifiedName;
  readonly action: DomainAction;
}
export type UserTypeStatement =
  | CreateRangeStatement
  | CreateCompositeStatement
  | AlterEnumStatement
  | AlterCompositeStatement
  | RenameAttributeStatement
  | AlterDomainStatement;
