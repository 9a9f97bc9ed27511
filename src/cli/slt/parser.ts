/**
 * Reads sqllogictest files: a generator of records, one at a time, so that a file of 100,000 lines costs its text only.
 * Knows both the original format (https://sqlite.org/sqllogictest, "About") and that of sqllogictest-rs with its loops,
 * includes and connections, and two words of ours: `async NAME` before a record that may wait, `await NAME` behind it.
 */
import { globSync, readFileSync } from './files.ts';
import type {
  ControlRecord,
  Dialect,
  ErrorExpectation,
  SkipReason,
  SltRecord,
  SortMode,
  StatementRecord,
} from './record.ts';

export interface ParseOptions {
  readonly dialect: Dialect;
  /** Names `skipif` and `onlyif` know: the engine's and the surface's. */
  readonly labels: ReadonlySet<string>;
}

/** Settings that `control` lines change; shared with included files. */
interface FileState {
  sortMode: SortMode;
  valuewise: boolean;
  halted: boolean;
}

interface Loop {
  readonly variable: string;
  readonly values: readonly string[];
  index: number;
  readonly bodyStart: number;
}

const sortModes: ReadonlySet<string> = new Set(['nosort', 'rowsort', 'valuesort']);

export function* parseFile(path: string, options: ParseOptions): Generator<SltRecord> {
  yield* parseText(path, readFileSync(path), options);
}

export function* parseText(path: string, text: string, options: ParseOptions): Generator<SltRecord> {
  const state: FileState = { sortMode: 'nosort', valuewise: options.dialect === 'sqlite', halted: false };
  yield* parseLines(path, text, options, state, [], true);
}

/** Splits without the carriage returns of files that were written on Windows. */
export function splitLines(text: string): string[] {
  return (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text).split('\n');
}

function* parseLines(
  path: string,
  text: string,
  options: ParseOptions,
  state: FileState,
  outerLoops: readonly Loop[],
  isMainFile: boolean,
): Generator<SltRecord> {
  const lines = splitLines(text);
  const loops: Loop[] = [...outerLoops];
  const ownLoopsFrom = loops.length;
  let connection = '';
  let asyncName: string | undefined;
  let conditionFails = false;
  let at = 0;

  const control = (kind: ControlRecord['kind'], line: number, text: string, sleepMs = 0): ControlRecord => {
    const skip: SkipReason | undefined = state.halted ? 'halt' : conditionFails ? 'condition' : undefined;
    return { kind, file: path, line: line + 1, skip, text, sleepMs };
  };

  while (at < lines.length) {
    const lineIndex = at++;
    const raw = lines[lineIndex]!;
    if (raw === '' || raw.charCodeAt(0) === 35 /* # */ || raw.trim() === '') {
      continue;
    }
    const line = substitute(raw, loops).trim();
    const space = line.search(/\s/);
    const word = space < 0 ? line : line.slice(0, space);
    const rest = space < 0 ? '' : line.slice(space + 1).trim();

    switch (word) {
      case 'statement':
      case 'query': {
        // The SQL reaches to the first blank line or `----`, the results from there to the first blank line.
        const sqlStart = at;
        while (at < lines.length && lines[at] !== '' && lines[at] !== '----') at += 1;
        const sqlEnd = at;
        let expected: string[] | undefined;
        if (lines[at] === '----') {
          const first = at + 1;
          // sqllogictest-rs ends a message of several lines by two blank ones.
          const isMessage = options.dialect === 'rs' && (rest === 'error' || rest.startsWith('error '));
          at = first;
          while (at < lines.length && (lines[at] !== '' || (isMessage && lines[at + 1] !== ''))) at += 1;
          expected = lines.slice(first, at);
        }
        const sql = sqlEnd === sqlStart + 1 ? lines[sqlStart]! : lines.slice(sqlStart, sqlEnd).join('\n');
        const header = parseHeader(word, rest, options.dialect);
        if (typeof header === 'string') {
          yield control('invalid', lineIndex, header);
        } else {
          const record: StatementRecord = {
            kind: word,
            file: path,
            line: lineIndex + 1,
            connection,
            asyncName,
            skip: state.halted ? 'halt' : conditionFails ? 'condition' : undefined,
            sql: substitute(sql, loops),
            expect: header.expect,
            error: header.error,
            count: header.count,
            columns: header.columns,
            sortMode: header.sortMode ?? state.sortMode,
            label: header.label,
            expected: loops.length > 0 ? expected?.map((text) => substitute(text, loops)) : expected,
            valuewise: state.valuewise,
            sqlEnd,
            blockEnd: at,
            recordable: isMainFile && loops.length === 0,
          };
          yield record;
        }
        connection = '';
        asyncName = undefined;
        conditionFails = false;
        break;
      }
      case 'skipif':
      case 'onlyif': {
        const name = rest.split(/[\s#]/, 1)[0]!;
        if (options.labels.has(name) === (word === 'skipif')) conditionFails = true;
        break;
      }
      case 'connection':
        connection = rest;
        break;
      case 'async':
        asyncName = rest;
        break;
      case 'await':
      case 'blocked':
        yield control(word, lineIndex, rest);
        conditionFails = false;
        break;
      case 'halt':
        if (!conditionFails) state.halted = true;
        conditionFails = false;
        break;
      case 'hash-threshold':
      case 'subtest':
        break;
      case 'sleep': {
        const ms = parseDuration(rest);
        yield ms === undefined
          ? control('invalid', lineIndex, `cannot read the duration "${rest}"`)
          : control('sleep', lineIndex, '', ms);
        break;
      }
      case 'control': {
        const problem = applyControl(rest, state);
        if (problem !== undefined) yield control('invalid', lineIndex, problem);
        break;
      }
      case 'include': {
        const included = globSync(path, rest);
        if (included.length === 0) yield control('invalid', lineIndex, `no file matches "${rest}"`);
        for (const file of included) {
          yield* parseLines(file, readFileSync(file), options, state, loops, false);
        }
        break;
      }
      case 'loop':
      case 'foreach': {
        const loop = parseLoop(word, rest, at);
        if (loop === undefined) {
          yield control('invalid', lineIndex, `cannot read "${line}"`);
        } else if (loop.values.length === 0) {
          at = behindLoop(lines, at);
        } else {
          loops.push(loop);
        }
        break;
      }
      case 'endloop': {
        const loop = loops.length > ownLoopsFrom ? loops[loops.length - 1] : undefined;
        if (loop === undefined) {
          yield control('invalid', lineIndex, 'endloop without loop');
        } else if (++loop.index < loop.values.length) {
          at = loop.bodyStart;
        } else {
          loops.pop();
        }
        break;
      }
      default:
        yield control('invalid', lineIndex, `unknown directive "${word}"`);
        // What follows belongs to it: without this its SQL lines would each count as a directive.
        while (at < lines.length && lines[at] !== '') at += 1;
        connection = '';
        asyncName = undefined;
        conditionFails = false;
    }
  }
  if (loops.length > ownLoopsFrom) yield control('invalid', lines.length - 1, 'loop without endloop');
}

interface Header {
  expect: StatementRecord['expect'];
  error: ErrorExpectation | undefined;
  count: number;
  columns: string;
  sortMode: SortMode | undefined;
  label: string;
}

/** What stands behind `statement` or `query`; a string says what is wrong with it. */
function parseHeader(word: 'statement' | 'query', rest: string, dialect: Dialect): Header | string {
  const header: Header = { expect: 'ok', error: undefined, count: 0, columns: '', sortMode: undefined, label: '' };
  if (rest === 'error' || rest.startsWith('error ')) {
    const error = parseErrorExpectation(rest.slice(5).trim(), dialect);
    if (typeof error === 'string') return error;
    header.expect = 'error';
    header.error = error;
    return header;
  }
  const words = rest === '' ? [] : rest.split(/\s+/);
  if (word === 'statement') {
    if (words[0] === 'ok' && words.length === 1) return header;
    if (words[0] === 'count' && words.length === 2 && /^\d+$/.test(words[1]!)) {
      header.expect = 'count';
      header.count = Number(words[1]);
      return header;
    }
    return `cannot read "statement ${rest}"`;
  }
  header.expect = 'rows';
  let at = 0;
  if (at < words.length && !sortModes.has(words[at]!)) header.columns = words[at++]!;
  if (at < words.length && sortModes.has(words[at]!)) header.sortMode = words[at++] as SortMode;
  if (at < words.length) header.label = words[at++]!;
  return at === words.length ? header : `cannot read "query ${rest}"`;
}

/** `(42P01)`, `(42P01) the whole message`, `(42P01) /pattern/`, or sqllogictest-rs's bare pattern. */
function parseErrorExpectation(text: string, dialect: Dialect): ErrorExpectation | string {
  let code: string | undefined;
  let message: string | undefined = text;
  const coded = /^\(([0-9A-Z]{5})\)\s*/.exec(text);
  if (coded !== null) {
    code = coded[1]!;
    message = text.slice(coded[0].length);
  }
  if (message === '') return { code, message: undefined, pattern: undefined };
  const isSlashed = message.length > 2 && message.startsWith('/') && message.endsWith('/');
  if (!isSlashed && dialect === 'own') return { code, message, pattern: undefined };
  // SQLite's files write free text here, as a comment.
  if (dialect === 'sqlite') return { code, message: undefined, pattern: undefined };
  try {
    return { code, message: undefined, pattern: readPattern(isSlashed ? message.slice(1, -1) : message) };
  } catch {
    return `cannot read the pattern "${message}"`;
  }
}

/** Rust writes the flags in front. */
function readPattern(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  return flags === null ? new RegExp(source) : new RegExp(source.slice(flags[0].length), flags[1]);
}

function applyControl(rest: string, state: FileState): string | undefined {
  const [what, value] = rest.split(/\s+/);
  if (what === 'sortmode' && value !== undefined && sortModes.has(value)) {
    state.sortMode = value as SortMode;
    return undefined;
  }
  if (what === 'resultmode' && (value === 'rowwise' || value === 'valuewise')) {
    state.valuewise = value === 'valuewise';
    return undefined;
  }
  if (what === 'substitution' && (value === 'on' || value === 'off')) return undefined;
  return `unknown control "${rest}"`;
}

function parseLoop(word: string, rest: string, bodyStart: number): Loop | undefined {
  const [name, ...values] = rest.split(/\s+/);
  const variable = name?.replace(/^\$/, '') ?? '';
  if (!/^[A-Za-z_]\w*$/.test(variable)) return undefined;
  if (word === 'foreach') return { variable, values, index: 0, bodyStart };
  if (values.length !== 2 || !values.every((value) => /^-?\d+$/.test(value))) return undefined;
  const numbers: string[] = [];
  for (let i = Number(values[0]); i < Number(values[1]); i += 1) numbers.push(String(i));
  return { variable, values: numbers, index: 0, bodyStart };
}

/** The line behind the `endloop` that closes the loop whose body starts at `from`. */
function behindLoop(lines: readonly string[], from: number): number {
  let depth = 1;
  let at = from;
  while (at < lines.length && depth > 0) {
    const line = lines[at++]!;
    if (/^(loop|foreach)\s/.test(line)) depth += 1;
    else if (line.trim() === 'endloop') depth -= 1;
  }
  return at;
}

/** `$name` and `${name}` of the loops around; `$1` is SQL's own. */
function substitute(text: string, loops: readonly Loop[]): string {
  if (loops.length === 0 || !text.includes('$')) return text;
  let result = text;
  for (let i = loops.length - 1; i >= 0; i -= 1) {
    const { variable, values, index } = loops[i]!;
    result = result.replace(new RegExp(`\\$\\{${variable}\\}|\\$${variable}\\b`, 'g'), () => values[index]!);
  }
  return result;
}

function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|min)?$/.exec(text);
  if (match === null) return undefined;
  const factors: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60000, min: 60000 };
  return Number(match[1]) * factors[match[2] ?? 's']!;
}
