/**
 * The extended query protocol: Parse, Bind, Describe, Execute, Close over named statements and portals. After an error all
 * messages up to Sync are passed over.
 */

import { SqlError, sqlError } from '../../errors/index.ts';
import type { ParsedStatement } from '../../parser/index.ts';
import { type CopyInput, Portal, type PreparedStatement, type Session } from '../../session/index.ts';
import { selectTag } from '../../session/tags.ts';
import type { Running } from '../../session/wait.ts';
import { binaryDecoder } from '../../types/binary/binary-format.ts';
import type { FieldReader } from '../../types/binary/field-reader.ts';
import { decodeText } from '../../types/invalid-text.ts';
import { typeOid } from '../../types/oids.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum } from '../../types/type-def.ts';
import type { MessageWriter } from './message-writer.ts';
import { formatOf, rowReceiver, WireSink } from './result-sink.ts';

interface BoundPortal {
  readonly portal: Portal;
  readonly formats: readonly number[];
  /** The text had no statement. */
  readonly empty: boolean;
}

export class ExtendedQuery {
  private readonly session: Session;
  private readonly writer: MessageWriter;
  /** null: a statement without text. Named ones are the session's, where PREPARE and DEALLOCATE see them. */
  private unnamed: PreparedStatement | null | undefined = undefined;
  /** Names of statements without text. */
  private readonly empties = new Set<string>();
  private readonly portals = new Map<string, BoundPortal>();
  skipping = false;

  private readonly openCopy: () => CopyInput;

  constructor(session: Session, writer: MessageWriter, openCopy: () => CopyInput) {
    this.session = session;
    this.writer = writer;
    this.openCopy = openCopy;
  }

  /** An execution to drive, or null when the message has been answered. */
  handle(letter: string, fields: FieldReader): Running<unknown> | null {
    try {
      switch (letter) {
        case 'P':
          return this.parse(fields);
        case 'B':
          this.bind(fields);
          return null;
        case 'D':
          this.describe(fields);
          return null;
        case 'E':
          return this.execute(fields);
        case 'C':
          this.close(fields);
          return null;
        default:
          break;
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.session.fail();
      // Known by now if it is a statement's own.
      this.session.core.observer?.failed(this.session, error, '', null, 0);
      this.skipping = true;
      this.writer.error(error instanceof SqlError ? error : new SqlError('XX000', error.message));
      return null;
    }
    throw new SqlError('08P01', `invalid frontend message type ${letter.charCodeAt(0)}`, {}, 'FATAL');
  }

  sync(): void {
    if (this.skipping) this.session.abandonImplicit();
    this.skipping = false;
    try {
      this.session.sync();
    } catch (error) {
      this.writer.error(error instanceof SqlError ? error : new SqlError('XX000', String(error)));
    }
    this.dropPortals();
  }

  /** A simple query begins: it replaces the unnamed statement and portal. */
  simpleQuery(): void {
    this.unnamed = undefined;
    this.portals.delete('');
  }
  /** Portals live as long as their transaction. */
  dropPortals(): void {
    if (this.portals.size > 0 && this.session.transaction === null) this.portals.clear();
  }

  private parse(fields: FieldReader): Running<unknown> | null {
    const name = fields.cstring();
    const text = fields.cstring();
    const types: number[] = [];
    for (let i = fields.count(4); i > 0; i--) types.push(fields.int32());
    fields.end();
    const { session } = this;
    if (name === '') this.unnamed = undefined;
    else if (this.empties.has(name) || session.prepared.has(name)) {
      throw sqlError('duplicate_prepared_statement', `prepared statement "${name}" already exists`);
    }
    const known = types.length > 0 ? null : session.prepareKnown(text);
    if (known !== null && !session.isLockedAgainst(known)) {
      this.keep(name, known);
      return null;
    }
    const parsed = session.parse(text);
    if (parsed.length > 1) {
      throw sqlError('syntax_error', 'cannot insert multiple commands into a prepared statement');
    }
    if (parsed.length === 0) {
      this.keep(name, null);
      return null;
    }
    const prepared = session.prepare(text, parsed[0]!, types);
    if (session.isLockedAgainst(prepared)) return this.parseLocked(name, text, parsed[0]!, types);
    this.keep(name, prepared);
    return null;
  }
  private *parseLocked(name: string, text: string, parsed: ParsedStatement, types: number[]): Running<void> {
    this.keep(name, yield* this.session.prepareLocked(text, parsed, types));
  }
  private keep(name: string, prepared: PreparedStatement | null): void {
    if (name === '') this.unnamed = prepared;
    else if (prepared === null) this.empties.add(name);
    else this.session.prepared.set(name, prepared);
    this.writer.empty('1');
  }

  private statement(name: string): PreparedStatement | null {
    const prepared = name === '' ? this.unnamed : this.session.prepared.get(name);
    if (prepared !== undefined) return prepared;
    if (this.empties.has(name)) return null;
    throw sqlError(
      'invalid_sql_statement_name',
      name === '' ? 'unnamed prepared statement does not exist' : `prepared statement "${name}" does not exist`,
      { routine: name === '' ? 'exec_bind_message' : 'FetchPreparedStatement' },
    );
  }

  private bind(fields: FieldReader): void {
    const portalName = fields.cstring();
    const name = fields.cstring();
    const prepared = this.statement(name);
    const parameterFormats = readFormats(fields);
    const count = fields.count(4);
    const types = prepared?.parameterTypes ?? [];
    if (parameterFormats.length > 1 && parameterFormats.length !== count) {
      throw sqlError(
        'protocol_violation',
        `bind message has ${parameterFormats.length} parameter formats but ${count} parameters`,
      );
    }
    if (count !== types.length) {
      throw sqlError(
        'protocol_violation',
        `bind message supplies ${count} parameters, but prepared statement "${name}" requires ${types.length}`,
      );
    }
    const { context } = this.session;
    context.beginStatement();
    const params: Datum[] = [];
    for (let i = 0; i < count; i++) {
      const length = fields.int32();
      if (length === -1) {
        typeByOid(types[i]!)?.domain?.check(null, context);
        params.push(null);
        continue;
      }
      const bytes = fields.bytes(length);
      const type = types[i]!;
      if (formatOf(parameterFormats, i) === 1) params.push(binaryDecoder(type)(bytes, context));
      else params.push((typeByOid(type) ?? typeByOid(typeOid.text)!).input(decodeText(bytes), -1, context));
    }
    const formats = readFormats(fields);
    fields.end();
    const columnCount = prepared?.columns?.length ?? 0;
    if (formats.length > 1 && formats.length !== columnCount && prepared?.columns) {
      throw sqlError(
        'protocol_violation',
        `bind message has ${formats.length} result formats but query has ${columnCount} columns`,
      );
    }
    if (portalName !== '' && this.portals.has(portalName)) {
      throw sqlError('duplicate_cursor', `portal "${portalName}" already exists`);
    }
    const empty = prepared === null;
    const portal = empty ? (null as unknown as Portal) : new Portal(this.session, prepared, params);
    this.portals.set(portalName, { portal, formats, empty });
    this.writer.empty('2');
  }

  private portal(name: string): BoundPortal {
    const portal = this.portals.get(name);
    // A cursor that SQL has declared is a portal too.
    const declared = portal === undefined && name !== '' ? this.session.portals.get(name) : undefined;
    if (declared !== undefined) return { portal: declared, formats: allText, empty: false };
    if (portal === undefined) throw sqlError('invalid_cursor_name', `portal "${name}" does not exist`);
    return portal;
  }

  private describe(fields: FieldReader): void {
    const kind = String.fromCharCode(fields.byte());
    const name = fields.cstring();
    if (kind === 'S') {
      const prepared = this.statement(name);
      this.writer.parameterDescription(prepared?.parameterTypes ?? []);
      if (prepared?.columns) this.writer.rowDescription(prepared.columns, () => 0);
      else this.writer.empty('n');
      return;
    }
    if (kind !== 'P') throw new SqlError('08P01', `invalid DESCRIBE message subtype ${kind.charCodeAt(0)}`);
    const { portal, formats, empty } = this.portal(name);
    if (!empty && portal.prepared.columns !== null) {
      this.writer.rowDescription(portal.prepared.columns, (column) => formatOf(formats, column));
    } else this.writer.empty('n');
  }

  private execute(fields: FieldReader): Running<unknown> | null {
    const bound = this.portal(fields.cstring());
    const limit = fields.int32();
    if (bound.empty) {
      this.writer.empty('I');
      return null;
    }
    const { portal, formats } = bound;
    if (limit <= 0 && portal.fresh && this.atOnce(portal, formats)) return null;
    return this.run(portal, limit, new WireSink(this.session, this.writer, formats, this.openCopy));
  }

  /** A reading statement outside a transaction, run without any machinery. */
  private atOnce(portal: Portal, formats: readonly number[]): boolean {
    const { session, writer } = this;
    const { prepared, params } = portal;
    if (prepared.statement.kind !== 'select' || prepared.columns === null || session.transaction !== null) return false;
    const receive = rowReceiver(session, writer, prepared.columns, formats);
    let rows = 0;
    const emit = (...row: Datum[]): void => {
      rows++;
      receive(...row);
    };
    const { observer } = session.core;
    let began = 0;
    if (observer !== null) {
      if (observer.analyses(session)) return false;
      began = observer.begin(session, prepared);
    }
    if (!session.tryAtOnce(prepared, params, emit)) return false;
    if (observer !== null) {
      observer.announce(session, prepared, params);
      observer.ended(session, prepared, params, began, rows);
    }
    portal.finish({ tag: selectTag(rows), rows });
    writer.commandComplete(selectTag(rows));
    return true;
  }

  private *run(portal: Portal, limit: number, sink: WireSink): Running<unknown> {
    const { transaction } = this.session;
    const completion = yield* portal.execute(limit, sink);
    if (completion === null) this.writer.empty('s');
    // Portals live as long as their transaction.
    if (transaction !== null && this.session.transaction !== transaction) this.portals.clear();
    return completion;
  }

  private close(fields: FieldReader): void {
    const kind = String.fromCharCode(fields.byte());
    const name = fields.cstring();
    if (kind === 'S') {
      if (name === '') this.unnamed = undefined;
      this.empties.delete(name);
      this.session.prepared.delete(name);
    } else if (kind === 'P') this.portals.delete(name);
    else throw new SqlError('08P01', `invalid CLOSE message subtype ${kind.charCodeAt(0)}`);
    this.writer.empty('3');
  }
}

function readFormats(fields: FieldReader): readonly number[] {
  const count = fields.count(2);
  if (count === 0) return allText;
  const formats: number[] = [];
  for (let i = 0; i < count; i++) {
    const format = fields.int16();
    if (format !== 0 && format !== 1) {
      throw sqlError('invalid_parameter_value', `unsupported format code: ${format}`);
    }
    formats.push(format);
  }
  return formats;
}
const allText: readonly number[] = [];
