/**
 * The value of type jsonpath: a tree of items and its text in normal form. An item that is applied to another's result hangs
 * off it as `next`: `$.a[0]` is root, then key, then index.
 */
import type { Numeric } from '../numeric-value.ts';

interface Step {
  readonly next: PathItem | null;
}

export type BinaryOperator =
  | '&&'
  | '||'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'starts with'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

export type PathMethod = 'abs' | 'size' | 'type' | 'floor' | 'double' | 'ceiling' | 'keyvalue';

export interface PathRange {
  readonly from: PathItem;
  readonly to: PathItem | null;
}

/** Levels of `**{…}`; `last` is Infinity. */
export type PathLevel = number;

export type PathItem = Step &
  (
    | { readonly kind: 'null' }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'number'; readonly value: Numeric }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'root' }
    | { readonly kind: 'current' }
    | { readonly kind: 'last' }
    | { readonly kind: 'anyKey' }
    | { readonly kind: 'anyElement' }
    | { readonly kind: 'key'; readonly name: string }
    | { readonly kind: 'subscripts'; readonly ranges: readonly PathRange[] }
    | { readonly kind: 'anyLevel'; readonly first: PathLevel; readonly last: PathLevel }
    | { readonly kind: 'filter'; readonly arg: PathItem }
    | { readonly kind: 'method'; readonly name: PathMethod }
    | { readonly kind: 'datetime'; readonly template: string | null }
    | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly left: PathItem; readonly right: PathItem }
    | { readonly kind: 'sign'; readonly negative: boolean; readonly arg: PathItem }
    | { readonly kind: 'not' | 'isUnknown' | 'exists'; readonly arg: PathItem }
    | { readonly kind: 'likeRegex'; readonly arg: PathItem; readonly pattern: string; readonly flags: string }
  );

export type ItemKind = PathItem['kind'];

export class JsonPath {
  readonly strict: boolean;
  readonly root: PathItem;
  /** Normal form, which is the type's output. As PostgreSQL writes it, it need not read back: `1 + (2 * 3).abs()` loses its parentheses. */
  readonly text: string;
  /** What it was read from, which reads back to the same path: files have this. */
  readonly source: string;

  constructor(strict: boolean, root: PathItem, text: string, source: string) {
    this.strict = strict;
    this.root = root;
    this.text = text;
    this.source = source;
  }
}
