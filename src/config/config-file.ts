/**
 * The file of --config: lines of NAME=value with the names of the variables, so that the same file serves --config, systemd's
 * EnvironmentFile and a container's env-file. `#` begins a comment line; a value may stand in single or double quotes.
 */
import { OptionError } from './option.ts';

export interface FileEntry {
  readonly name: string;
  readonly text: string;
  /** For messages: file and line. */
  readonly source: string;
}

export function parseConfigFile(path: string, content: string): FileEntry[] {
  const entries: FileEntry[] = [];
  const lines = new Map<string, number>();
  content.split(/\r?\n/).forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const source = `${path}, line ${i + 1}`;
    const match = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (match === null) throw new OptionError(`${source}: "${line}" is not NAME=value`);
    const name = match[1]!;
    const before = lines.get(name);
    if (before !== undefined) throw new OptionError(`${source}: ${name} was given before, in line ${before}`);
    lines.set(name, i + 1);
    entries.push({ name, text: unquoted(match[2]!, source), source: `${source}: ${name}` });
  });
  return entries;
}

function unquoted(text: string, source: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  if (text.length < 2 || !text.endsWith(quote))
    throw new OptionError(`${source}: the value begins with ${quote} and does not end with it`);
  return text.slice(1, -1);
}
