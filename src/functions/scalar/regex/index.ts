/**
 * Regular expressions with PostgreSQL's syntax and choice of matches, over JavaScript's: `compileRegex` translates a pattern
 * once and keeps it. `similarToRegex` turns SQL patterns into them.
 */
export { ignoreCaseFlags, parseFlags, plainFlags, type RegexFlags } from './flags.ts';
export { CompiledRegex, compileRegex, type RegexMatch } from './matcher.ts';
export { similarToRegex } from './similar.ts';
