/**
 * One generated function while it is written: a prologue of hoisted locals, and a body of nested blocks.
 * Names are numbered per unit of compilation, so equal plans give equal text.
 */
export interface NameSource {
  next(): number;
  /** Told of every piece of text; throws when there is too much of it, or the statement is to end. */
  wrote(length: number): void;
}

interface Memo {
  readonly map: Map<number, unknown>;
  readonly key: number;
}

export class FunctionWriter {
  readonly name: string;
  private readonly parameters: string;
  private readonly names: NameSource;
  private readonly prologue: string[] = [];
  private readonly epilogue: string[] = [];
  private readonly hoisted = new Map<string, string>();
  private lines: string[] = [];
  private readonly memos: Memo[][] = [[]];
  private readonly openLoops: string[] = [];
  /** Each row may meet many others in nested loops: the source hands over fewer at a time. */
  heavy = false;
  /** Results of row sub-plans in the open blocks. */
  readonly rowLocals = new Map<number, unknown>();

  constructor(name: string, parameters: string, names: NameSource) {
    this.name = name;
    this.parameters = parameters;
    this.names = names;
  }

  temp(prefix: string): string {
    return `${prefix}${this.names.next()}`;
  }

  line(text: string): void {
    this.names.wrote(text.length);
    this.lines.push(text);
  }

  /** A local initialised once per call of the function: column arrays, runtime structures, parameters. */
  hoist(key: string, prefix: string, initialiser: string, kind: 'const' | 'let' = 'const'): string {
    const known = this.hoisted.get(key);
    if (known !== undefined) return known;
    const name = this.temp(prefix);
    this.hoisted.set(key, name);
    this.prologue.push(`${kind} ${name}=${initialiser};`);
    return name;
  }

  /** Statements run before the function returns, whichever way the loops end. */
  finally(text: string): void {
    this.epilogue.push(text);
  }

  open(header: string): void {
    this.lines.push(`${header}{`);
    this.memos.push([]);
  }

  close(suffix = ''): void {
    this.lines.push(`}${suffix}`);
    this.dropMemos();
  }

  /** `} else {` of an open block. */
  alternative(): void {
    this.lines.push('}else{');
    this.dropMemos();
    this.memos.push([]);
  }

  /**
   * A block that `break` with the label given leaves. Alternatives that follow one another in it need no nesting, of which the
   * parser of JavaScript bears fewer than two thousand levels: CASE and OR may have more arms than that.
   */
  openBlock(): string {
    const label = this.temp('E');
    this.open(`${label}:`);
    return label;
  }

  /** A loop whose rows flow downstream: `skip()` continues the innermost one. */
  openLoop(header: string): string {
    const label = this.temp('L');
    this.open(`${label}:${header}`);
    this.openLoops.push(`continue ${label};`);
    return label;
  }
  closeLoop(): void {
    this.close();
    this.openLoops.pop();
  }
  /** Outside loops (functions called per row) skipping means returning. */
  skip(): string {
    return this.openLoops.at(-1) ?? 'break P;';
  }
  /** Ends the pipeline: no more rows are wanted. */
  stop(): string {
    return '{stop=1;break P;}';
  }

  /** Forget `map[key]` when the current block closes: the local it names is not visible further out. */
  remember(map: Map<number, unknown>, key: number, value: unknown): void {
    map.set(key, value);
    this.memos.at(-1)!.push({ map, key });
  }
  private dropMemos(): void {
    for (const { map, key } of this.memos.pop()!) map.delete(key);
  }

  /** Runs `write` and gives its lines instead of appending them. */
  capture(write: () => void): string[] {
    const saved = this.lines;
    this.lines = [];
    this.memos.push([]);
    try {
      write();
      return this.lines;
    } finally {
      this.lines = saved;
      this.dropMemos();
    }
  }
  append(lines: readonly string[]): void {
    for (const line of lines) this.lines.push(line);
  }

  text(): string {
    return (
      `function ${this.name}(${this.parameters}){let stop=0;const S=X.slots;\n${this.prologue.join('\n')}\n` +
      `P:{\n${this.lines.join('\n')}\n}\n${this.epilogue.join('\n')}\nreturn stop;}\n`
    );
  }
}
