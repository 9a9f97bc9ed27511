/**
 * The extended query protocol: Parse, Bind, Describe, Execute, Close over named statements and portals. After an error all
 * messages up to Sync are passed over.
 */
import { SqlError, sqlError } from '../../errors/index.ts';
import type { ParsedStatement } from '../../parser/index.ts';
import { awaitsSafety } from '../../session/first-snapshot.ts';
import {
  bindConstants,
  executePortal,
  isLockedAgainst,
  isQuery,
  Portal,
  type PreparedStatement,
  prepareKnown,
  prepareLocked,
  prepareStatement,
  revalidate,
  type Session,
} from '../../session/index.ts';
import { selectTag } from '../../session/tags.ts';
import type { Running } from '../../session/wait.ts';
import type { FieldReader } from '../../types/binary/field-reader.ts';
import { typeByOid } from '../../types/registry.ts';
import { answerAtOnce } from './answer-at-once.ts';
import { badMessage, checkCounts, readFormats, readParameters } from './bind-message.ts';
import { reportedError } from './internal-error.ts';
import type { MessageWriter } from './message-writer.ts';
import { formatOf, type SinkLink, WireSink } from './result-sink.ts';

interface BoundPortal {
  /** null: the text had no statement. */
  readonly portal: Portal | null;
  readonly formats: readonly number[];
}

const statementLetter = 83;
const portalLetter = 80;

export class ExtendedQuery {
  private readonly session: Session;
  private readonly writer: MessageWriter;
  /** null: a statement without text. Named ones are the session's, where PREPARE and DEALLOCATE see them. */
  private unnamed: PreparedStatement | null | undefined = undefined;
  /** Names of statements without text. */
  private readonly empties = new Set<string>();
  /** The unnamed portal, which most statements have to themselves, is in no Map: see `dropPortals`. */
  private unnamedPortal: BoundPortal | undefined = undefined;
  private readonly portals = new Map<string, BoundPortal>();
  skipping = false;
  /** Bound, and not looked at the data yet. */
  private unseen: Portal | null = null;

  private readonly link: SinkLink;

  constructor(session: Session, writer: MessageWriter, link: SinkLink) {
    this.session = session;
    this.writer = writer;
    this.link = link;
  }

  /** An execution to drive, or null when the message has been answered. */
  handle(letter: string, fields: FieldReader): Running<unknown> | null {
    try {
      if (letter !== 'E' && letter !== 'D') this.settle();
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
      this.refuse(error);
      return null;
    }
    throw new SqlError('08P01', `invalid frontend message type ${letter.charCodeAt(0)}`, {}, 'FATAL');
  }

  /** Flush says nothing more than its name. */
  flushAsked(fields: FieldReader): void {
    try {
      fields.end(badMessage);
      this.settle();
    } catch (error) {
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    this.session.fail();
    // Known by now if it is a statement's own.
    this.session.observer?.failed(this.session, error, '', null, 0);
    this.skipping = true;
    this.writer.error(reportedError(error));
  }

  sync(): void {
    // It lives on in a transaction block.
    if (this.session.explicit) this.settle();
    this.unseen = null;
    if (this.skipping) this.session.abandonImplicit();
    this.skipping = false;
    try {
      this.session.sync();
      this.session.observer?.committed(this.session);
    } catch (error) {
      this.writer.error(reportedError(error));
    }
    this.dropPortals();
  }

  /** A simple query begins: it replaces the unnamed statement and portal. */
  simpleQuery(): void {
    this.settle();
    this.unnamed = undefined;
    this.drop('');
  }
  /**
   * Portals live as long as their transaction. Clearing a Map makes V8 take a new table, to which the old one points: where an old
   * one is among the old objects, all that follow it become old too, which doubled the cost of a small query.
   */
  dropPortals(): void {
    if (this.session.transaction !== null) return;
    this.unseen = null;
    this.unnamedPortal = undefined;
    if (this.portals.size === 0) return;
    for (const [name, { portal }] of this.portals) {
      if (portal !== null && this.session.portals.get(name) === portal) this.session.portals.delete(name);
    }
    this.portals.clear();
  }

  private parse(fields: FieldReader): Running<unknown> | null {
    const name = fields.cstring();
    const text = fields.cstring();
    const types: number[] = [];
    for (let i = fields.count(4); i > 0; i--) types.push(fields.int32());
    fields.end(badMessage);
    const { session } = this;
    for (const type of types) {
      if (type !== 0 && typeByOid(type) === undefined)
        throw new SqlError('XX000', `cache lookup failed for type ${type}`);
    }
    if (name === '') this.unnamed = undefined;
    else if (this.empties.has(name) || session.prepared.has(name)) {
      throw sqlError('duplicate_prepared_statement', `prepared statement "${name}" already exists`);
    }
    const known = types.length > 0 ? null : prepareKnown(session, text);
    if (known !== null && !isLockedAgainst(session, known)) {
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
    const prepared = prepareStatement(session, text, parsed[0]!, types);
    if (isLockedAgainst(session, prepared)) return this.parseLocked(name, text, parsed[0]!, types);
    this.keep(name, prepared);
    return null;
  }
  private *parseLocked(name: string, text: string, parsed: ParsedStatement, types: number[]): Running<void> {
    this.keep(name, yield* prepareLocked(this.session, text, parsed, types));
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
    const { session } = this;
    const parameterFormats = readFormats(fields);
    const count = fields.count(4);
    const types = prepared?.parameterTypes ?? [];
    checkCounts(name, parameterFormats.length, count, types.length);
    session.refuseWhenFailed(prepared?.statement ?? null);
    if (portalName !== '' && (this.portals.has(portalName) || session.portals.has(portalName))) {
      if (this.find(portalName) !== undefined) {
        throw sqlError('duplicate_cursor', `cursor "${portalName}" already exists`);
      }
    }
    session.context.beginStatement();
    const params = readParameters(fields, portalName, parameterFormats, types, session.context);
    const formats = readFormats(fields);
    fields.end(badMessage);
    if (prepared !== null) revalidate(session, prepared);
    const columnCount = prepared?.columns?.length ?? 0;
    if (formats.length > 1 && formats.length !== columnCount && prepared?.columns) {
      throw sqlError(
        'protocol_violation',
        `bind message has ${formats.length} result formats but query has ${columnCount} columns`,
      );
    }
    if (prepared !== null) bindConstants(session, prepared, prepared.constants ?? params);
    this.drop(portalName);
    const portal = prepared === null ? null : new Portal(session, prepared, params);
    const bound = { portal, formats };
    if (portalName === '') this.unnamedPortal = bound;
    else this.portals.set(portalName, bound);
    if (portal !== null) {
      if (portalName !== '') session.portals.set(portalName, portal);
      if (isQuery(portal.prepared)) this.unseen = portal;
    }
    this.writer.empty('2');
  }

  /**
   * A query sees what is there when it is bound. Where its Execute follows at once, no snapshot is needed for that; where anything
   * else comes before it, it is taken now.
   */
  settle(): void {
    const portal = this.unseen;
    this.unseen = null;
    if (portal === null || !portal.fresh || this.session.failed || awaitsSafety(this.session)) return;
    this.session.ensureTransaction();
    portal.look();
  }

  private find(name: string): BoundPortal | undefined {
    if (name === '') return this.unnamedPortal;
    const bound = this.portals.get(name);
    const declared = this.session.portals.get(name);
    if (bound === undefined) return declared && { portal: declared, formats: allText };
    // Named ones may have been closed by SQL, or by the end of their savepoint.
    return bound.portal === null || bound.portal === declared ? bound : undefined;
  }

  private drop(name: string): void {
    const bound = this.find(name);
    if (name === '') this.unnamedPortal = undefined;
    else {
      this.portals.delete(name);
      this.session.portals.delete(name);
    }
    if (bound?.portal === this.unseen) this.unseen = null;
    bound?.portal?.close();
  }

  private portal(name: string): BoundPortal {
    const portal = this.find(name);
    if (portal === undefined) throw sqlError('invalid_cursor_name', `portal "${name}" does not exist`);
    return portal;
  }

  private describe(fields: FieldReader): void {
    const kind = fields.byte();
    const name = fields.cstring();
    fields.end(badMessage);
    const { session } = this;
    if (kind === statementLetter) {
      const prepared = this.statement(name);
      if (prepared?.columns) session.refuseWhenFailed(prepared.statement);
      this.writer.parameterDescription(prepared?.parameterTypes ?? []);
      if (prepared !== null) revalidate(session, prepared);
      if (prepared?.columns) this.writer.rowDescription(prepared.columns, () => 0);
      else this.writer.empty('n');
      return;
    }
    if (kind !== portalLetter) throw new SqlError('08P01', `invalid DESCRIBE message subtype ${kind}`);
    const { portal, formats } = this.portal(name);
    if (portal !== null && portal.prepared.columns !== null) {
      session.refuseWhenFailed(portal.prepared.statement);
      this.writer.rowDescription(portal.columns, (column) => formatOf(formats, column));
    } else this.writer.empty('n');
  }

  private execute(fields: FieldReader): Running<unknown> | null {
    const name = fields.cstring();
    const limit = fields.int32();
    fields.end(badMessage);
    const { portal, formats } = this.portal(name);
    if (portal === this.unseen) {
      // In a transaction others may run while this one does.
      if (this.session.transaction !== null) this.settle();
      this.unseen = null;
    } else this.settle();
    if (portal === null) {
      this.session.refuseWhenFailed(null);
      this.writer.empty('I');
      return null;
    }
    this.session.refuseWhenFailed(portal.prepared.statement);
    if (limit <= 0 && portal.fresh) {
      const rows = answerAtOnce(this.session, this.writer, portal.prepared, portal.params, formats);
      if (rows >= 0) {
        portal.finish({ tag: selectTag(rows), rows });
        return null;
      }
    }
    return this.run(portal, name, limit, new WireSink(this.session, this.writer, formats, this.link));
  }

  private *run(portal: Portal, name: string, limit: number, sink: WireSink): Running<unknown> {
    const { transaction } = this.session;
    const { session } = this;
    const completion = yield* session.guarded(portal.prepared.text, executePortal(portal, name, limit, sink));
    if (completion === null) this.writer.empty('s');
    // Portals live as long as their transaction.
    if (transaction !== null && this.session.transaction !== transaction) this.dropPortals();
    return completion;
  }

  private close(fields: FieldReader): void {
    const kind = fields.byte();
    const name = fields.cstring();
    fields.end(badMessage);
    if (kind === statementLetter) {
      if (name === '') this.unnamed = undefined;
      this.empties.delete(name);
      this.session.prepared.delete(name);
    } else if (kind === portalLetter) this.drop(name);
    else throw new SqlError('08P01', `invalid CLOSE message subtype ${kind}`);
    this.writer.empty('3');
  }
}

const allText: readonly number[] = [];
