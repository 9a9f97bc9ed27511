/**
 * A database as SQL text, in the form and order of pg_dump's plain output: psql restores it into PostgreSQL 15, restoreDatabase()
 * into this engine. It is read in one snapshot while others go on, and written in chunks as the receiver takes them. Roles are
 * the server's and not the database's, so they are written on request only; temporary objects are their session's.
 */
import type { SequenceDescriptor, TableDescriptor, ViewDescriptor } from '../../catalog/index.ts';
import type { DatabaseCore } from '../../session/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { writeAcls } from './acl-objects.ts';
import { Archive } from './archive.ts';
import { collationObjects } from './collation-objects.ts';
import { constraintObjects } from './constraint-objects.ts';
import { addNeed, compareObjects, type DumpObject, inOrder } from './dump-order.ts';
import { materializedViewObject, materializedViewsIn, refreshObjects } from './materialized-view-objects.ts';
import { rolesText } from './role-text.ts';
import { schemaObjects } from './schema-objects.ts';
import { sequenceObject, sequenceValueObject } from './sequence-objects.ts';
import { type DumpSnapshot, schemasIn, sequencesIn, tablesIn, takeSnapshot } from './snapshot.ts';
import { roleName, schemaName } from './sql-text.ts';
import { writeTableData } from './table-data.ts';
import { addTableNeeds, tableParts } from './table-objects.ts';
import { TextWriter, type WriteText } from './text-writer.ts';
import { addTypeNeeds, domainConstraintObjects, typeObjects } from './type-objects.ts';
import { viewParts } from './view-objects.ts';

export interface DumpOptions {
  /** Also CREATE ROLE for all roles, with their passwords' verifiers. */
  readonly roles?: boolean;
  /** No rows and no values of sequences. */
  readonly schemaOnly?: boolean;
  /** Rows and values of sequences alone; tables that others refer to come first. */
  readonly dataOnly?: boolean;
  /** No ALTER ... OWNER TO: everything will belong to who restores it. */
  readonly noOwner?: boolean;
  /** No GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
  readonly noPrivileges?: boolean;
  /** Called before each table whose rows are written, and at the end. */
  readonly onProgress?: (progress: DumpProgress) => void;
  /** What the reader of the dump should know. */
  readonly onWarning?: (message: string) => void;
}

export interface DumpProgress {
  /** The table whose rows come next, null at the end. */
  readonly table: string | null;
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly rows: number;
  /** UTF-16 units written so far. */
  readonly written: number;
}

export async function dumpDatabase(core: DatabaseCore, options: DumpOptions, write: WriteText): Promise<DumpProgress> {
  const snapshot = await takeSnapshot(core);
  try {
    const dump = new Dump(snapshot, options, new TextWriter(write));
    return await dump.run();
  } finally {
    snapshot.session.close();
  }
}

const head = `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.0 (AionDB)
-- Dumped by aiondb dump

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

`;

/** Who restores looks for this line: without it the text was cut off. */
export const endOfDump = '-- PostgreSQL database dump complete';

function needsOf(view: Pick<ViewDescriptor, 'dependsOn'>, objects: ReadonlyMap<Oid, DumpObject>): DumpObject[] {
  return view.dependsOn.map((oid) => objects.get(oid)).filter((need) => need !== undefined);
}

class Dump {
  private readonly snapshot: DumpSnapshot;
  private readonly options: DumpOptions;
  private readonly out: TextWriter;
  private readonly archive: Archive;
  private readonly tables: readonly TableDescriptor[];
  private readonly sequences: readonly SequenceDescriptor[];
  private readonly materialized: readonly TableDescriptor[];
  private tablesDone = 0;
  private rows = 0;

  constructor(snapshot: DumpSnapshot, options: DumpOptions, out: TextWriter) {
    this.snapshot = snapshot;
    this.options = options;
    this.out = out;
    this.archive = new Archive(out, options.noOwner !== true);
    this.tables = tablesIn(snapshot.catalog);
    this.sequences = sequencesIn(snapshot.catalog);
    this.materialized = materializedViewsIn(snapshot.catalog);
  }

  async run(): Promise<DumpProgress> {
    const { options, out, snapshot } = this;
    const definitions = options.dataOnly !== true;
    out.write(head);
    if (options.roles) out.write(rolesText(snapshot.catalog));
    if (definitions) await this.write([...schemaObjects(snapshot), ...this.relationObjects()]);
    if (options.schemaOnly !== true) await this.write([...this.dataObjects(), ...this.valueObjects()]);
    if (definitions) {
      const indexed = [...this.tables, ...this.materialized];
      const refreshes = options.schemaOnly === true ? [] : refreshObjects(snapshot, this.materialized);
      await this.write([
        ...indexed.flatMap((t) => constraintObjects(snapshot, t)),
        ...domainConstraintObjects(snapshot),
        ...this.rules,
      ]);
      if (options.noPrivileges !== true) writeAcls(snapshot, this.written, this.archive);
      await this.write(refreshes);
    }
    out.write(`--\n${endOfDump}\n--\n\n`);
    await out.flush();
    const progress = this.progress(null);
    options.onProgress?.(progress);
    return progress;
  }

  private async write(objects: readonly DumpObject[]): Promise<void> {
    for (const object of inOrder(objects)) {
      await object.write(this.archive);
      const oid = this.oids.get(object);
      if (oid !== undefined) this.written.push(oid);
      if (this.out.full) await this.out.flush();
    }
  }

  private progress(table: string | null): DumpProgress {
    const { tablesDone, rows } = this;
    const tablesTotal = this.options.schemaOnly ? 0 : this.tables.length;
    return { table, tablesDone, tablesTotal, rows, written: this.out.written };
  }

  /** Types and relations by their objects, and those that have been written, in order. */
  private readonly oids = new Map<DumpObject, Oid>();
  private readonly written: Oid[] = [];

  /** Second halves of views, which relationObjects() finds. */
  private readonly rules: DumpObject[] = [];

  /** Tables, sequences, views, and defaults that have to wait for them, with their needs. */
  private relationObjects(): DumpObject[] {
    const { snapshot } = this;
    const objects = new Map([...collationObjects(snapshot), ...typeObjects(snapshot)]);
    const parts = this.tables.map((table) => tableParts(snapshot, table));
    for (const { table, object } of parts) objects.set(table.oid, object);
    for (const sequence of this.sequences) objects.set(sequence.oid, sequenceObject(snapshot, sequence));
    const views = this.views().map((view) => ({ view, ...viewParts(snapshot, view) }));
    for (const { view, object } of views) objects.set(view.oid, object);
    const materialized = this.materialized.map((view) => ({ view, object: materializedViewObject(snapshot, view) }));
    for (const { view, object } of materialized) objects.set(view.oid, object);
    for (const { view, object } of materialized) {
      for (const need of needsOf(view.materialized!, objects)) object.needs.add(need);
    }
    for (const { oid, ownedBy } of this.sequences) {
      if (ownedBy !== null) objects.get(oid)!.needs.add(objects.get(ownedBy.table)!);
    }
    for (const { view, object, rule } of views) {
      // Columns alone need nothing.
      if (rule !== null) this.rules.push(rule);
      else for (const need of needsOf(view, objects)) object.needs.add(need);
    }
    // By name, so that of two defaults in a circle the same one waits in every dump.
    const byName = [...parts].sort((a, b) => compareObjects(a.object, b.object));
    const defaults = byName.flatMap((part) => addTableNeeds(snapshot, part, objects));
    for (const [oid, object] of objects) {
      const descriptor = snapshot.catalog.object(oid)!;
      // Columns alone of a view need its types too.
      if (
        descriptor.kind !== 'schema' &&
        descriptor.kind !== 'role' &&
        descriptor.kind !== 'database' &&
        descriptor.kind !== 'collation' &&
        descriptor.kind !== 'comment'
      ) {
        addTypeNeeds(snapshot, descriptor, object, objects);
      }
    }
    for (const [oid, object] of objects) this.oids.set(object, oid);
    return [...objects.values(), ...defaults];
  }

  private views(): ViewDescriptor[] {
    const { catalog } = this.snapshot;
    const schemas = new Set(schemasIn(catalog).map(({ oid }) => oid));
    return catalog
      .userRelations()
      .filter((relation): relation is ViewDescriptor => relation.kind === 'view' && schemas.has(relation.schema));
  }

  private dataObjects(): DumpObject[] {
    const objects = new Map(this.tables.map((table) => [table.oid, this.dataObject(table)]));
    // With the keys behind the rows any order does.
    if (this.options.dataOnly !== true) return [...objects.values()];
    let circles = false;
    for (const table of this.tables) {
      for (const constraint of table.constraints) {
        if (constraint.kind !== 'foreignKey' || constraint.referencedTable === table.oid) continue;
        const referenced = objects.get(constraint.referencedTable);
        if (referenced !== undefined && !addNeed(objects.get(table.oid)!, referenced)) circles = true;
      }
    }
    if (circles) {
      this.options.onWarning?.(
        'some tables refer to each other in a circle: their foreign keys have to be dropped before their rows are restored',
      );
    }
    return [...objects.values()];
  }

  private dataObject(table: TableDescriptor): DumpObject {
    const { snapshot, archive, out } = this;
    const schema = schemaName(snapshot.catalog, table);
    return {
      kind: 'tableData',
      schema,
      name: table.name,
      needs: new Set(),
      write: async () => {
        this.options.onProgress?.(this.progress(`${schema}.${table.name}`));
        const owner = roleName(snapshot.catalog, table.owner);
        archive.head('Data for Name', { name: table.name, type: 'TABLE DATA', schema, owner });
        this.rows += await writeTableData(snapshot, table, out);
        this.tablesDone++;
      },
    };
  }

  private valueObjects(): DumpObject[] {
    return this.sequences.map((sequence) => sequenceValueObject(this.snapshot, sequence));
  }
}
