import { tmpdir } from 'node:os';

/** Where the operating system has files that nobody needs for long. */
export function temporaryDirectory(): string {
  return tmpdir();
}
