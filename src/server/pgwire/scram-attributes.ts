/**
 * Reads messages of SCRAM: attributes `x=value` with commas between them (RFC 5802, section 5.1). Texts are bytes as Latin-1, for what is signed is
 * bytes, whatever they mean.
 */
import { SqlError } from '../../errors/index.ts';

export function malformed(detail: string): SqlError {
  return new SqlError('08P01', 'malformed SCRAM message', { detail }, 'FATAL');
}

export class ScramAttributes {
  private readonly text: string;
  /** Offset of what has not been read. */
  position = 0;

  constructor(message: Buffer) {
    if (message.length === 0) throw malformed('The message is empty.');
    if (message.includes(0)) throw malformed('Message length does not match input length.');
    this.text = message.toString('latin1');
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }
  get rest(): string {
    return this.text.slice(this.position);
  }
  upTo(position: number): string {
    return this.text.slice(0, position);
  }

  /** The next character as messages show it. */
  shown(): string {
    const next = this.peek();
    return /[!-~]/.test(next) ? `'${next}'` : `0x${(next.charCodeAt(0) || 0).toString(16).padStart(2, '0')}`;
  }

  comma(): void {
    if (this.peek() !== ',') throw malformed(`Comma expected, but found character "${this.shown()}".`);
    this.position++;
  }

  /** The value of the attribute that has to come next. */
  value(name: string): string {
    if (this.peek() !== name) throw malformed(`Expected attribute "${name}" but found "${this.shown()}".`);
    return this.any().value;
  }

  any(): { readonly name: string; readonly value: string } {
    const name = this.peek();
    if (name === '') throw malformed('Attribute expected, but found end of string.');
    if (!/[A-Za-z]/.test(name)) {
      throw malformed(`Attribute expected, but found invalid character "${this.shown()}".`);
    }
    this.position++;
    if (this.peek() !== '=') throw malformed(`Expected character "=" for attribute "${name}".`);
    const begin = this.position + 1;
    const comma = this.text.indexOf(',', begin);
    const end = comma < 0 ? this.text.length : comma;
    this.position = comma < 0 ? end : end + 1;
    return { name, value: this.text.slice(begin, end) };
  }
}

/** Base64 with its padding and nothing else; null: it is none. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
