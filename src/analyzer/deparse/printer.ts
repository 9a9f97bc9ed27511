/** Text under construction with PostgreSQL's layout of view definitions: clauses on lines of their own, indented by their depth. */
export const indentStandard = 8;
export const indentJoin = 4;
export const indentVariable = 4;

export class Printer {
  text = '';
  level = 0;
  /** Clauses go on lines of their own. */
  readonly indented: boolean;
  /** Leave out parentheses that are not needed. */
  readonly sparse: boolean;

  constructor(indented: boolean, sparse: boolean) {
    this.indented = indented;
    this.sparse = sparse;
  }

  add(text: string): this {
    this.text += text;
    return this;
  }

  trimSpaces(): void {
    this.text = this.text.replace(/ +$/, '');
  }

  /** A keyword that begins a line when the output is laid out. */
  keyword(word: string, before: number, after: number, plus: number): void {
    if (!this.indented) {
      this.text += word;
      return;
    }
    this.level = Math.max(this.level + before, 0);
    this.trimSpaces();
    this.text += `\n${' '.repeat(this.indentAmount() + plus)}${word}`;
    this.level = Math.max(this.level + after, 0);
  }

  private indentAmount(): number {
    if (this.level < 40) return this.level;
    // Very deep nesting indents by less each time.
    return ((40 + Math.trunc((this.level - 40) / (indentStandard / 4))) % 40) + 0;
  }

  /** Prints into a text of its own, with this printer's settings and depth. */
  aside(work: () => void): string {
    const before = this.text;
    this.text = '';
    work();
    const result = this.text;
    this.text = before;
    return result;
  }

  currentLineLength(): number {
    return this.text.length - (this.text.lastIndexOf('\n') + 1);
  }
}
