/** Text → syntax tree: scanning, parsing, and the words and place of a syntax error. */
import { type SqlError, sqlError } from '../errors/index.ts';
import { state } from './actions/state.ts';
import type { Expression, ParsedStatement, TypeName } from './ast/index.ts';
import { parseTokens } from './generated/grammar.js';
import { errorNear } from './lexical-errors.ts';
import { releaseTokens, scan, tokens } from './scanner.ts';

/** The parser stopped at this token, which no correct text could have here. */
function failure(text: string, token: number): SqlError {
  if (tokens.error !== null && token >= tokens.count - 1) return tokens.error;
  return errorNear(text, 'syntax error', tokens.starts[token]!, tokens.ends[token]!);
}

/** Expressions, joins and queries nest on the JavaScript stack. */
function tooDeep(): SqlError {
  return sqlError('statement_too_complex', 'stack depth limit exceeded', {
    hint: 'The statement nests expressions or queries too deeply.',
  });
}

function parseWith(text: string, startRule: Parameters<typeof parseTokens>[0]): unknown {
  scan(text);
  state.text = text;
  try {
    const { result, failedAt } = parseTokens(startRule);
    if (failedAt >= 0) throw failure(text, failedAt);
    if (state.later !== null) throw state.later;
    return result;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  } finally {
    state.text = '';
    releaseTokens();
  }
}

/** The statements of a text, separated by semicolons. One error anywhere fails the whole text. */
export function parse(text: string): readonly ParsedStatement[] {
  // The grammar makes these nodes; its output has no types.
  return parseWith(text, 'Script') as readonly ParsedStatement[];
}

export function parseExpression(text: string): Expression {
  return parseWith(text, 'OnlyExpression') as Expression;
}

export function parseTypeName(text: string): TypeName {
  if (/^[ \t\n\r\f]*$/.test(text)) throw sqlError('syntax_error', `invalid type name "${text}"`);
  return parseWith(text, 'OnlyTypeName') as TypeName;
}
