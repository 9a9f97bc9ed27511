/** What every layer may use and what knows no SQL: assertions, whose failure is a bug of ours (XX000 at the surface). */
export { AssertionError, assert, assertNever } from './assert.ts';
