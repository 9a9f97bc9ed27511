/**
 * The only door to the outside: clock, randomness, waiting. Everything above asks a `Host`, so that a run can be a function of
 * its seed.
 */
export { type Host, nodeHost } from './host.ts';
