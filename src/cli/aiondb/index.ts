/** The `aiondb` command: options, start, and the way out. */
export { main } from './main.ts';
