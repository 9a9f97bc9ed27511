/**
 * Execution of a jsonpath on a jsonb ("The SQL/JSON Path Language"). Items run one behind the other: each hands what it finds
 * to the next, and the last puts it into `found`. Without `found` it is asked only whether there is anything, and execution
 * stops at the first.
 * In lax mode arrays are unwrapped where a single value is wanted, other values wrapped where an array is, and what is missing
 * is passed over; in strict mode these are errors.
 */
import { assertNever } from '../../common/assert.ts';
import { checkInterruption } from '../../common/interruption.ts';
import { sqlError } from '../../errors/index.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import type { JsonPath, PathItem } from '../../types/jsonpath/json-path.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import type { TextContext } from '../../types/type-def.ts';
import { compareValues, type Truth } from './compare.ts';
import { PathFailure, pathFailure } from './failure.ts';
import { isArray, Moment, type PathValue } from './item.ts';
import { applyMethod, binaryResult, toMoment } from './methods.ts';
import { offsetIn } from './offsets.ts';
import { regexOf } from './regex.ts';

type Found = PathValue[] | null;
type Of<K extends PathItem['kind']> = Extract<PathItem, { readonly kind: K }>;

/** Objects in one document have identities by their place in it. */
interface Document {
  readonly root: Jsonb | null;
  readonly number: number;
}

const identityStep = 10_000_000_000;

export class PathExecution {
  private readonly lax: boolean;
  private readonly path: JsonPath;
  private readonly root: Jsonb;
  /** null: the operators', which have none: each is null. */
  private readonly variables: Jsonb | null;
  /** The session, for functions that may convert between time zones. */
  private readonly zone: TextContext | null;
  private current: PathValue;
  private ignoreStructure: boolean;
  private arraySize = -1;
  private document: Document = { root: null, number: 0 };
  private nextDocument = 2;
  private steps = 0;

  constructor(path: JsonPath, root: Jsonb, variables: Jsonb | null, zone: TextContext | null) {
    if (variables !== null && variables.kind !== 'object') {
      throw sqlError('invalid_parameter_value', '"vars" argument is not an object', {
        detail: 'Jsonpath parameters should be encoded as key-value pairs of "vars" object.',
      });
    }
    this.path = path;
    this.lax = !path.strict;
    this.root = root;
    this.current = root;
    this.variables = variables;
    this.zone = zone;
    this.ignoreStructure = this.lax;
  }

  /** Whether there is anything; a PathFailure where strict mode finds an error anywhere. */
  exists(): boolean {
    if (this.lax) return this.run(this.path.root, this.root, null);
    const all: PathValue[] = [];
    this.run(this.path.root, this.root, all);
    return all.length > 0;
  }

  /** Puts all results into `found`; those before a PathFailure are there as well. */
  query(found: PathValue[]): void {
    this.run(this.path.root, this.root, found);
  }

  private run(item: PathItem, value: PathValue, found: Found): boolean {
    if ((++this.steps & 4095) === 0) checkInterruption();
    return this.runUnwrapping(item, value, found, this.lax);
  }

  private next(item: PathItem, value: PathValue, found: Found): boolean {
    if (item.next !== null) return this.run(item.next, value, found);
    found?.push(value);
    return true;
  }

  /** True when something was found. */
  private runUnwrapping(item: PathItem, value: PathValue, found: Found, unwrap: boolean): boolean {
    switch (item.kind) {
      case 'null':
      case 'boolean':
      case 'number':
      case 'string':
      case 'variable': {
        // That a variable is missing is an error also where it is only asked whether there is anything.
        if (item.next === null && found === null && item.kind !== 'variable') return true;
        const before = this.document;
        const literal = this.literal(item);
        const result = this.next(item, literal, found);
        this.document = before;
        return result;
      }
      case 'root': {
        const before = this.document;
        this.document = { root: this.root, number: 0 };
        const result = this.next(item, this.root, found);
        this.document = before;
        return result;
      }
      case 'current':
        return this.next(item, this.current, found);
      case 'last':
        if (item.next === null && found === null) return true;
        return this.next(item, Jsonb.integer(this.arraySize - 1), found);
      case 'key':
      case 'anyKey':
        return this.members(item, value, found, unwrap);
      case 'anyElement':
        if (isArray(value)) return this.descend(item.next, value, found, 1, 1, 1, false, this.lax);
        if (this.lax) return this.next(item, value, found);
        return this.missing(
          'sql_json_array_not_found',
          'jsonpath wildcard array accessor can only be applied to an array',
        );
      case 'subscripts':
        return this.subscripts(item, value, found);
      case 'anyLevel':
        return this.anyLevel(item, value, found);
      case 'filter': {
        if (unwrap && isArray(value)) return this.unwrapped(item, value, found);
        const before = this.current;
        this.current = value;
        const truth = this.test(item.arg, value);
        this.current = before;
        return truth === true && this.next(item, value, found);
      }
      case 'method':
      case 'datetime':
        return this.method(item, value, found, unwrap);
      case 'sign':
        return this.sign(item, value, found);
      case 'binary':
        if ('+-*/%'.includes(item.op)) return this.arithmetic(item, value, found);
        return this.truth(item, value, found);
      case 'not':
      case 'isUnknown':
      case 'exists':
      case 'likeRegex':
        return this.truth(item, value, found);
      default:
        return assertNever(item);
    }
  }

  private literal(item: Of<'null' | 'boolean' | 'number' | 'string' | 'variable'>): Jsonb {
    switch (item.kind) {
      case 'null':
        return Jsonb.null;
      case 'boolean':
        return Jsonb.boolean(item.value);
      case 'number':
        return Jsonb.number(item.value);
      case 'string':
        return Jsonb.string(item.value);
      case 'variable': {
        if (this.variables === null) return Jsonb.null;
        const value = this.variables.member(item.name);
        if (value === undefined) {
          throw sqlError('undefined_object', `could not find jsonpath variable "${item.name}"`);
        }
        this.document = { root: this.variables, number: 1 };
        return value;
      }
      default:
        return assertNever(item);
    }
  }

  /** A structural error, which lax mode does not see. */
  private missing(condition: Parameters<typeof pathFailure>[0], message: string): false {
    if (this.ignoreStructure) return false;
    throw pathFailure(condition, message);
  }

  /** The item applied to each element. */
  private unwrapped(item: PathItem | null, array: Jsonb, found: Found): boolean {
    return this.descend(item, array, found, 1, 1, 1, false, false);
  }

  private members(item: Of<'key' | 'anyKey'>, value: PathValue, found: Found, unwrap: boolean): boolean {
    if (value instanceof Jsonb && value.kind === 'object') {
      if (item.kind === 'anyKey') return this.descend(item.next, value, found, 1, 1, 1, false, this.lax);
      const { name } = item;
      const member = value.member(name);
      if (member !== undefined) return this.next(item, member, found);
      return this.missing('sql_json_member_not_found', `JSON object does not contain key "${name}"`);
    }
    if (unwrap && isArray(value)) return this.unwrapped(item, value, found);
    return item.kind === 'key'
      ? this.missing('sql_json_member_not_found', 'jsonpath member accessor can only be applied to an object')
      : this.missing('sql_json_object_not_found', 'jsonpath wildcard member accessor can only be applied to an object');
  }

  private subscripts(item: Of<'subscripts'>, value: PathValue, found: Found): boolean {
    const items: readonly PathValue[] | null = isArray(value) ? value.items : this.lax ? [value] : null;
    if (items === null) {
      return this.missing('sql_json_array_not_found', 'jsonpath array accessor can only be applied to an array');
    }
    const outer = this.arraySize;
    try {
      this.arraySize = items.length;
      let result = false;
      for (const range of item.ranges) {
        let from = this.index(range.from, value);
        let to = range.to === null ? from : this.index(range.to, value);
        if (!this.ignoreStructure && (from < 0 || from > to || to >= items.length)) {
          throw pathFailure('invalid_sql_json_subscript', 'jsonpath array subscript is out of bounds');
        }
        from = Math.max(from, 0);
        to = Math.min(to, items.length - 1);
        result = false;
        for (let i = from; i <= to; i++) {
          result = this.next(item, items[i]!, found);
          if (result && found === null) return true;
        }
      }
      return result;
    } finally {
      this.arraySize = outer;
    }
  }

  private index(item: PathItem, value: PathValue): number {
    const found: PathValue[] = [];
    this.run(item, value, found);
    const number = numberIn(found);
    if (number === null) {
      throw pathFailure('invalid_sql_json_subscript', 'jsonpath array subscript is not a single numeric value');
    }
    const index = number.isFinite ? number.truncate(0).toNumber() : Number.NaN;
    if (!(index >= -2147483648 && index <= 2147483647)) {
      throw pathFailure('invalid_sql_json_subscript', 'jsonpath array subscript is out of integer range');
    }
    return index;
  }

  private anyLevel(item: Of<'anyLevel'>, value: PathValue, found: Found): boolean {
    let result = false;
    if (item.first === 0) {
      result = this.ignoring(() => this.next(item, value, found));
      if (result && found === null) return true;
    }
    if (value instanceof Jsonb && value.isContainer) {
      result = this.descend(item.next, value, found, 1, item.first, item.last, true, this.lax);
    }
    return result;
  }

  private ignoring(action: () => boolean): boolean {
    const before = this.ignoreStructure;
    this.ignoreStructure = true;
    try {
      return action();
    } finally {
      this.ignoreStructure = before;
    }
  }

  /** `item` (null: nothing more) on all that lies `first` to `last` levels below the container, which is at `level` - 1. */
  private descend(
    item: PathItem | null,
    container: Jsonb,
    found: Found,
    level: number,
    first: number,
    last: number,
    ignoring: boolean,
    unwrap: boolean,
  ): boolean {
    if (level > last) return false;
    let result = false;
    for (const value of container.items) {
      const leaf = first === Infinity && last === Infinity && !value.isContainer;
      if (level >= first || leaf) {
        if (item !== null) {
          const run = () => this.runUnwrapping(item, value, found, unwrap);
          result = ignoring ? this.ignoring(run) : run();
          if (result && found === null) return true;
        } else if (found !== null) found.push(value);
        else return true;
      }
      if (level < last && value.isContainer) {
        result = this.descend(item, value, found, level + 1, first, last, ignoring, unwrap);
        if (result && found === null) return true;
      }
    }
    return result;
  }

  /** Runs an operand; in lax mode arrays among the results are replaced by their elements. */
  private operand(item: PathItem, value: PathValue, unwrap: boolean): PathValue[] {
    const found: PathValue[] = [];
    this.run(item, value, found);
    if (!unwrap || !this.lax) return found;
    return found.flatMap((result): readonly PathValue[] => (isArray(result) ? result.items : [result]));
  }

  private method(item: Of<'method' | 'datetime'>, value: PathValue, found: Found, unwrap: boolean): boolean {
    if (item.kind === 'method') {
      if (item.name === 'type' || item.name === 'size') {
        const size = isArray(value) ? value.items.length : 1;
        if (item.name === 'type') return this.next(item, Jsonb.string(typeName(value)), found);
        if (!isArray(value) && !this.lax) {
          return this.missing(
            'sql_json_array_not_found',
            'jsonpath item method .size() can only be applied to an array',
          );
        }
        return this.next(item, Jsonb.integer(size), found);
      }
    }
    if (unwrap && isArray(value)) return this.unwrapped(item, value, found);
    if (item.kind === 'datetime') {
      return this.next(item, toMoment(value, item.template), found);
    }
    if (item.name === 'keyvalue') return this.keyValues(item, value, found);
    return this.next(item, applyMethod(item.name, value), found);
  }

  private keyValues(item: PathItem, value: PathValue, found: Found): boolean {
    if (!(value instanceof Jsonb) || value.kind !== 'object') {
      throw pathFailure(
        'sql_json_object_not_found',
        'jsonpath item method .keyvalue() can only be applied to an object',
      );
    }
    if (value.items.length > 0 && item.next === null && found === null) return true;
    const before = this.document;
    const offset = before.root === null ? 0 : offsetIn(before.root, value);
    const identity = Jsonb.integer(before.number * identityStep + offset);
    let result = false;
    for (let i = 0; i < value.keys.length; i++) {
      const pair = Jsonb.ordered(['id', 'key', 'value'], [identity, Jsonb.string(value.keys[i]!), value.items[i]!]);
      this.document = { root: pair, number: this.nextDocument++ };
      result = this.next(item, pair, found);
      this.document = before;
      if (result && found === null) return true;
    }
    return result;
  }

  private arithmetic(item: Of<'binary'>, value: PathValue, found: Found): boolean {
    const left = numberIn(this.operand(item.left, value, true));
    // The right side is run even where the left is wrong: its own errors come first.
    const right = numberIn(this.operand(item.right, value, true));
    const single = (side: string) =>
      pathFailure(
        'singleton_sql_json_item_required',
        `${side} operand of jsonpath operator ${item.op} is not a single numeric value`,
      );
    if (left === null) throw single('left');
    if (right === null) throw single('right');
    const result = binaryResult(item.op, left, right);
    if (item.next === null && found === null) return true;
    return this.next(item, Jsonb.number(result), found);
  }

  private sign(item: Of<'sign'>, value: PathValue, found: Found): boolean {
    const lazily = item.next === null && found === null;
    let result = false;
    for (const operand of this.operand(item.arg, value, true)) {
      const number = operand instanceof Jsonb && operand.kind === 'number' ? (operand.scalar as Numeric) : null;
      if (number === null) {
        if (lazily) continue;
        throw pathFailure(
          'sql_json_number_not_found',
          `operand of unary jsonpath operator ${item.negative ? '-' : '+'} is not a numeric value`,
        );
      }
      if (lazily) return true;
      if (this.next(item, Jsonb.number(item.negative ? number.negate() : number), found)) {
        if (found === null) return true;
        result = true;
      }
    }
    return result;
  }

  /** A predicate as a value: true, false, or null for unknown. */
  private truth(item: PathItem, value: PathValue, found: Found): boolean {
    const truth = this.test(item, value);
    if (item.next === null && found === null) return true;
    return this.next(item, truth === null ? Jsonb.null : Jsonb.boolean(truth), found);
  }

  private test(item: PathItem, value: PathValue): Truth {
    switch (item.kind) {
      case 'binary':
        switch (item.op) {
          case '&&': {
            const left = this.test(item.left, value);
            if (left === false) return false;
            const right = this.test(item.right, value);
            return right === true ? left : right;
          }
          case '||': {
            const left = this.test(item.left, value);
            if (left === true) return true;
            const right = this.test(item.right, value);
            return right === false ? left : right;
          }
          case 'starts with':
            return this.predicate(item.left, item.right, value, false, startsWith);
          default:
            return this.predicate(item.left, item.right, value, true, (a, b) =>
              compareValues(item.op, a, b, this.zone),
            );
        }
      case 'not': {
        const truth = this.test(item.arg, value);
        return truth === null ? null : !truth;
      }
      case 'isUnknown':
        return this.test(item.arg, value) === null;
      case 'exists':
        return this.quietly(() => {
          if (this.lax) return this.run(item.arg, value, null);
          return this.operand(item.arg, value, false).length > 0;
        });
      case 'likeRegex': {
        const regex = regexOf(item.pattern, item.flags);
        return this.predicate(item.arg, null, value, false, (text) => {
          if (!(text instanceof Jsonb) || text.kind !== 'string') return null;
          return regex.test(text.scalar as string);
        });
      }
      default:
        throw new Error(`a jsonpath item of kind ${item.kind} is no predicate`);
    }
  }

  /** null where the data do not allow an answer. */
  private quietly<T>(action: () => T): T | null {
    const { arraySize, current, document, ignoreStructure } = this;
    try {
      return action();
    } catch (error) {
      if (!(error instanceof PathFailure)) throw error;
      this.arraySize = arraySize;
      this.current = current;
      this.document = document;
      this.ignoreStructure = ignoreStructure;
      return null;
    }
  }

  /** True when it holds for any pair of the operands' values; strict mode looks at all pairs and allows no unknown one. */
  private predicate(
    left: PathItem,
    right: PathItem | null,
    value: PathValue,
    unwrapRight: boolean,
    holds: (a: PathValue, b: PathValue) => Truth,
  ): Truth {
    const lefts = this.quietly(() => this.operand(left, value, true));
    if (lefts === null) return null;
    const rights = right === null ? lefts.slice(0, 1) : this.quietly(() => this.operand(right, value, unwrapRight));
    if (rights === null) return null;
    let found = false;
    let unknown = false;
    for (const a of lefts) {
      for (const b of rights) {
        const truth = holds(a, b);
        if (truth === null) {
          if (!this.lax) return null;
          unknown = true;
        } else if (truth) {
          if (this.lax) return true;
          found = true;
        }
      }
    }
    return found ? true : unknown ? null : false;
  }
}

function startsWith(whole: PathValue, start: PathValue): Truth {
  if (!(whole instanceof Jsonb) || whole.kind !== 'string') return null;
  if (!(start instanceof Jsonb) || start.kind !== 'string') return null;
  return (whole.scalar as string).startsWith(start.scalar as string);
}

/** The number that is the only value found; null when there is another or there are more. */
function numberIn(found: readonly PathValue[]): Numeric | null {
  const only = found.length === 1 ? found[0]! : null;
  return only instanceof Jsonb && only.kind === 'number' ? (only.scalar as Numeric) : null;
}

function typeName(value: PathValue): string {
  return value instanceof Moment ? value.typeName : value.kind;
}
