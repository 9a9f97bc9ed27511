/**
 * ASSUME a database with every kind of object the catalog knows.
 * ASSERT each row of each computed relation has values of its columns' types and no null where the column is NOT NULL; references between
 *        the catalogs lead somewhere; the same fact told by two relations is the same.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/embedded/index.ts';
import { SqlError } from '../../src/errors/index.ts';
import { informationSchemaOid, pgCatalogOid, systemRelations } from './system-relations.ts';

const db = Database.inMemory({ statistics: true });
const conn = db.connect();
for (const sql of [
  `CREATE TABLE t1 (a int PRIMARY KEY, b text NOT NULL DEFAULT 'x' CHECK (b <> ''), c numeric(8,2), d int GENERATED ALWAYS AS IDENTITY,
     e int GENERATED ALWAYS AS (a + 1) STORED, f text[], g varchar(10), h timestamp(3), UNIQUE (b, c))`,
  `CREATE TABLE t2 (id bigserial PRIMARY KEY, k int REFERENCES t1 ON DELETE SET NULL, "Odd Name" text COLLATE "C")`,
  'CREATE INDEX i1 ON t2 (lower("Odd Name"), k DESC) WHERE k > 0',
  'CREATE INDEX i2 ON t2 USING hash (k)',
  'CREATE VIEW v1 AS SELECT t1.a, "Odd Name" FROM t1 JOIN t2 ON k = a',
  'CREATE SEQUENCE s1 OWNED BY t1.a',
  'CREATE SCHEMA q CREATE TABLE t1 (x int)',
  'ALTER TABLE t1 DROP COLUMN h',
  'ALTER TABLE t1 ADD COLUMN z int DEFAULT 7',
  "COMMENT ON TABLE t1 IS 'one'",
  "COMMENT ON COLUMN t1.b IS 'two'",
  'CREATE ROLE r1',
]) {
  conn.execute(sql);
}

function rows(sql: string): (string | null)[][] {
  return conn.executeText(sql)[0]!.rows;
}

/** The rows of `sql` that should not be there. */
function none(sql: string): void {
  assert.equal(rows(sql), [], sql);
}

test('values are of their columns, and not null where they may not be', () => {
  let read = 0;
  for (const relation of systemRelations) {
    const schema = relation.schema === pgCatalogOid ? 'pg_catalog' : 'information_schema';
    assert.ok(relation.schema === pgCatalogOid || relation.schema === informationSchemaOid);
    try {
      // The text form of every value passes through its type's output.
      const found = rows(`SELECT * FROM ${schema}.${relation.name}`);
      for (const row of found) {
        assert.is(row.length, relation.columns.length);
        relation.columns.forEach((column, i) => {
          if (column.notNull) assert.ok(row[i] !== null, `${relation.name}.${column.name} is null`);
        });
      }
      read++;
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== '0A000') throw error;
    }
  }
  assert.ok(read > 170, `${read} relations could be read`);
});

test('references lead somewhere', () => {
  none('SELECT attrelid FROM pg_attribute WHERE attrelid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT relname FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace)');
  none('SELECT relname FROM pg_class WHERE reltype <> 0 AND reltype NOT IN (SELECT oid FROM pg_type)');
  none('SELECT relname FROM pg_class WHERE relam <> 0 AND relam NOT IN (SELECT oid FROM pg_am)');
  none('SELECT typname FROM pg_type WHERE typrelid <> 0 AND typrelid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT typname FROM pg_type WHERE typinput <> 0 AND typinput::oid NOT IN (SELECT oid FROM pg_proc)');
  none(
    'SELECT indexrelid FROM pg_index WHERE indexrelid NOT IN (SELECT oid FROM pg_class) OR indrelid NOT IN (SELECT oid FROM pg_class)',
  );
  none('SELECT indexrelid FROM pg_index, unnest(indclass) AS c WHERE c NOT IN (SELECT oid FROM pg_opclass)');
  none('SELECT opcname FROM pg_opclass WHERE opcfamily NOT IN (SELECT oid FROM pg_opfamily)');
  none('SELECT conname FROM pg_constraint WHERE conrelid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT conname FROM pg_constraint WHERE conindid <> 0 AND conindid NOT IN (SELECT indexrelid FROM pg_index)');
  none('SELECT adrelid FROM pg_attrdef WHERE adrelid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT oprname FROM pg_operator WHERE oprcode::oid NOT IN (SELECT oid FROM pg_proc)');
  none('SELECT castsource FROM pg_cast WHERE castfunc <> 0 AND castfunc NOT IN (SELECT oid FROM pg_proc)');
  none('SELECT objid FROM pg_depend WHERE classid = 1259 AND objid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT refobjid FROM pg_depend WHERE refclassid = 1259 AND refobjid NOT IN (SELECT oid FROM pg_class)');
  none('SELECT objid FROM pg_depend WHERE classid = 2618 AND objid NOT IN (SELECT oid FROM pg_rewrite)');
  none('SELECT objid FROM pg_depend WHERE classid = 2606 AND objid NOT IN (SELECT oid FROM pg_constraint)');
  none('SELECT seqrelid FROM pg_sequence WHERE seqrelid NOT IN (SELECT oid FROM pg_class)');
});

test('OIDs are given once', () => {
  for (const relation of [
    'pg_class',
    'pg_type',
    'pg_proc',
    'pg_operator',
    'pg_constraint',
    'pg_attrdef',
    'pg_rewrite',
    'pg_cast',
  ]) {
    none(`SELECT oid FROM ${relation} GROUP BY oid HAVING count(*) > 1`);
  }
});

test('two relations that tell the same agree', () => {
  none(
    `SELECT relname FROM pg_class c WHERE relnatts <> (SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)`,
  );
  none(`SELECT attrelid, attnum FROM pg_attribute a WHERE atthasdef
        <> EXISTS (SELECT 1 FROM pg_attrdef WHERE adrelid = a.attrelid AND adnum = a.attnum)`);
  none(`SELECT relname FROM pg_class c WHERE relkind = 'r' AND oid >= 16384
        AND relhasindex <> EXISTS (SELECT 1 FROM pg_index WHERE indrelid = c.oid)`);
  none(`SELECT table_schema, table_name, column_name, ordinal_position FROM information_schema.columns
        EXCEPT SELECT nspname, relname, attname, attnum FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE NOT attisdropped AND attnum > 0 AND relkind IN ('r', 'v')`);
  none(
    `SELECT schemaname, tablename FROM pg_tables EXCEPT SELECT table_schema, table_name FROM information_schema.tables`,
  );
  none(`SELECT constraint_name FROM information_schema.key_column_usage EXCEPT SELECT conname FROM pg_constraint`);
  none(`SELECT table_name FROM information_schema.table_constraints WHERE constraint_type = 'PRIMARY KEY'
        EXCEPT SELECT relname FROM pg_class JOIN pg_index ON indrelid = pg_class.oid WHERE indisprimary`);
});

test.run();
