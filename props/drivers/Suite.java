import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.time.*;
import java.util.*;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;

/** JDBC: each test prints `ok NAME` or `not ok NAME: why`. */
public class Suite {
  interface Body { void run(Connection c) throws Exception; }

  static boolean failed = false;

  static Connection connect(String... more) throws SQLException {
    Properties p = new Properties();
    p.setProperty("user", System.getenv("SUITE_USER"));
    if (!System.getenv("SUITE_PASSWORD").isEmpty()) p.setProperty("password", System.getenv("SUITE_PASSWORD"));
    for (int i = 0; i < more.length; i += 2) p.setProperty(more[i], more[i + 1]);
    String url = "jdbc:postgresql://" + System.getenv("SUITE_HOST") + ":" + System.getenv("SUITE_PORT") + "/" + System.getenv("SUITE_DATABASE");
    return DriverManager.getConnection(url, p);
  }

  static void test(String name, Body body, String... more) {
    try (Connection c = connect(more)) {
      body.run(c);
      System.out.println("ok " + name);
    } catch (Throwable e) {
      failed = true;
      int line = 0;
      for (StackTraceElement f : e.getStackTrace()) if (f.getClassName().startsWith("Suite") && !f.getMethodName().equals("equal")) { line = f.getLineNumber(); break; }
      System.out.println("not ok " + name + ": " + String.valueOf(e).replaceAll("\\s+", " ") + " (line " + line + ")");
    }
  }

  static void equal(Object got, Object wanted) {
    if (!Objects.equals(got, wanted)) throw new AssertionError("got " + got + ", wanted " + wanted);
  }

  static SQLException fails(Body body, Connection c) throws Exception {
    try {
      body.run(c);
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("an SQLException was expected");
  }

  static void run(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) { s.execute(sql); }
  }

  static String one(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) { r.next(); return r.getString(1); }
  }

  /** Chosen columns of a result, rows joined by `;`. */
  static String rows(ResultSet r, String... columns) throws SQLException {
    StringJoiner all = new StringJoiner(";");
    while (r.next()) {
      StringJoiner row = new StringJoiner(",");
      for (String column : columns) row.add(String.valueOf(r.getString(column)));
      all.add(row.toString());
    }
    r.close();
    return all.toString();
  }

  static void values(Connection c) throws Exception {
    // From the sixth execution on the statement is a server's, and what can travel in binary does.
    try (PreparedStatement s = c.prepareStatement("SELECT ?::int, ?::int8, ?::int2, ?::float4, ?::float8, ?::numeric, ?::text, ?::bool, ?::date, ?::timestamp, ?::timestamptz, ?::time, ?::uuid, ?::bytea")) {
      for (int i = 0; i < 8; i++) {
        UUID uuid = new UUID(1, 2);
        OffsetDateTime moment = OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 678000000, ZoneOffset.UTC);
        byte[] bytes = {0, 1, (byte) 255};
        s.setInt(1, 7 + i); s.setLong(2, Long.MIN_VALUE); s.setShort(3, (short) -5); s.setFloat(4, 1.5f); s.setDouble(5, -0.1);
        s.setBigDecimal(6, new BigDecimal("123456789012345678901234567890.0987")); s.setString(7, "ünï 漢字"); s.setBoolean(8, true);
        s.setObject(9, LocalDate.of(2024, 2, 29)); s.setObject(10, LocalDateTime.of(2024, 1, 2, 3, 4, 5, 6000)); s.setObject(11, moment);
        s.setObject(12, LocalTime.of(1, 2, 3)); s.setObject(13, uuid); s.setBytes(14, bytes);
        try (ResultSet r = s.executeQuery()) {
          r.next();
          equal(r.getInt(1), 7 + i); equal(r.getLong(2), Long.MIN_VALUE); equal(r.getShort(3), (short) -5); equal(r.getFloat(4), 1.5f); equal(r.getDouble(5), -0.1);
          equal(r.getBigDecimal(6), new BigDecimal("123456789012345678901234567890.0987")); equal(r.getString(7), "ünï 漢字"); equal(r.getBoolean(8), true);
          equal(r.getObject(9, LocalDate.class), LocalDate.of(2024, 2, 29)); equal(r.getObject(10, LocalDateTime.class), LocalDateTime.of(2024, 1, 2, 3, 4, 5, 6000));
          equal(r.getObject(11, OffsetDateTime.class), moment); equal(r.getObject(12, LocalTime.class), LocalTime.of(1, 2, 3)); equal(r.getObject(13), uuid);
          equal(Arrays.toString(r.getBytes(14)), Arrays.toString(bytes));
        }
      }
      for (int i = 1; i <= 14; i++) s.setNull(i, Types.NULL);
      try (ResultSet r = s.executeQuery()) {
        r.next();
        for (int i = 1; i <= 14; i++) equal(r.getObject(i), null);
      }
    }
    try (PreparedStatement s = c.prepareStatement("SELECT ?, ?, ?::jsonb, '1 day 02:00:00'::interval, '[1,5)'::int4range, point(1,2)")) {
      s.setArray(1, c.createArrayOf("int4", new Integer[] {1, null, 3}));
      s.setArray(2, c.createArrayOf("text", new String[] {"a", "b c", null, "NULL"}));
      PGobject json = new PGobject(); json.setType("jsonb"); json.setValue("{\"a\": 1}"); s.setObject(3, json);
      for (int i = 0; i < 7; i++) {
        try (ResultSet r = s.executeQuery()) {
          r.next();
          equal(Arrays.toString((Object[]) r.getArray(1).getArray()), "[1, null, 3]"); equal(Arrays.toString((Object[]) r.getArray(2).getArray()), "[a, b c, null, NULL]");
          equal(r.getString(3), "{\"a\": 1}"); equal(r.getObject(4).toString(), "0 years 0 mons 1 days 2 hours 0 mins 0.0 secs"); equal(r.getString(5), "[1,5)"); equal(r.getObject(6).toString(), "(1.0,2.0)");
        }
      }
    }
  }

  static void metadata(Connection c) throws Exception {
    run(c, "CREATE SCHEMA jm; CREATE TYPE jm.mood AS ENUM ('sad', 'ok'); CREATE DOMAIN jm.small AS int CHECK (VALUE < 10);"
      + "CREATE TABLE jm.parent (id serial PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', price numeric(8,2), m jm.mood, s jm.small, tags text[], UNIQUE (name));"
      + "CREATE TABLE jm.child (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id int CONSTRAINT to_parent REFERENCES jm.parent ON DELETE CASCADE);"
      + "CREATE INDEX child_parent ON jm.child (parent_id DESC); CREATE VIEW jm.names AS SELECT name FROM jm.parent; CREATE SEQUENCE jm.numbers;"
      + "COMMENT ON TABLE jm.parent IS 'the parent'; COMMENT ON COLUMN jm.parent.name IS 'its name'");
    DatabaseMetaData m = c.getMetaData();
    equal(m.getDatabaseProductName(), "PostgreSQL");
    equal(m.getDatabaseMajorVersion(), 15);
    equal(m.getUserName(), System.getenv("SUITE_USER"));
    equal(m.getMaxColumnNameLength(), 63);
    equal(rows(m.getSchemas(null, "jm"), "TABLE_SCHEM"), "jm");
    equal(rows(m.getTables(null, "jm", "%", null), "TABLE_NAME", "TABLE_TYPE", "REMARKS"),
      "child_parent,INDEX,null;child_pkey,INDEX,null;parent_name_key,INDEX,null;parent_pkey,INDEX,null;child_id_seq,SEQUENCE,null;numbers,SEQUENCE,null;parent_id_seq,SEQUENCE,null;child,TABLE,null;parent,TABLE,the parent;mood,TYPE,null;names,VIEW,null".replace("mood,TYPE,null;", ""));
    equal(rows(m.getTables(null, "jm", "par%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME"), "parent");
    equal(rows(m.getColumns(null, "jm", "parent", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "NULLABLE", "REMARKS", "COLUMN_DEF", "ORDINAL_POSITION", "IS_AUTOINCREMENT"),
      "id,4,serial,10,0,0,null,nextval('jm.parent_id_seq'::regclass),1,YES;name,12,varchar,20,0,0,its name,'x'::character varying,2,NO;price,2,numeric,8,2,1,null,null,3,NO;"
      + "m,12,\"jm\".\"mood\",2147483647,0,1,null,null,4,NO;s,2001,\"jm\".\"small\",10,0,1,null,null,5,NO;tags,2003,_text,2147483647,0,1,null,null,6,NO");
    equal(rows(m.getColumns(null, "jm", "child", "id"), "TYPE_NAME", "IS_AUTOINCREMENT", "IS_GENERATEDCOLUMN"), "int4,YES,NO");
    equal(rows(m.getPrimaryKeys(null, "jm", "parent"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"), "id,1,parent_pkey");
    equal(rows(m.getImportedKeys(null, "jm", "child"), "PKTABLE_NAME", "PKCOLUMN_NAME", "FKCOLUMN_NAME", "DELETE_RULE", "FK_NAME", "PK_NAME"), "parent,id,parent_id,0,to_parent,parent_pkey");
    equal(rows(m.getExportedKeys(null, "jm", "parent"), "FKTABLE_NAME"), "child");
    equal(rows(m.getCrossReference(null, "jm", "parent", null, "jm", "child"), "FK_NAME"), "to_parent");
    equal(rows(m.getIndexInfo(null, "jm", "child", false, false), "INDEX_NAME", "NON_UNIQUE", "COLUMN_NAME", "ASC_OR_DESC", "TYPE"), "child_pkey,f,id,A,3;child_parent,t,parent_id,D,3");
    equal(rows(m.getBestRowIdentifier(null, "jm", "parent", DatabaseMetaData.bestRowSession, false), "COLUMN_NAME"), "id");
    equal(rows(m.getUDTs(null, "jm", "%", null), "TYPE_NAME", "DATA_TYPE"), "small,2001;child,2002;names,2002;parent,2002");
    equal(rows(m.getTablePrivileges(null, "jm", "child"), "PRIVILEGE").contains("SELECT"), true);
    equal(rows(m.getFunctions(null, "pg_catalog", "num_nulls"), "FUNCTION_NAME"), "num_nulls");
    equal(rows(m.getFunctionColumns(null, "pg_catalog", "lower", "%"), "COLUMN_NAME").contains("returnValue"), true);
    equal(rows(m.getProcedures(null, "jm", "%"), "PROCEDURE_NAME"), "");
    equal(rows(m.getTypeInfo(), "TYPE_NAME").contains("int4"), true);
    equal(rows(m.getCatalogs(), "TABLE_CAT").contains(System.getenv("SUITE_DATABASE")), true);
    equal(rows(m.getTableTypes(), "TABLE_TYPE").contains("MATERIALIZED VIEW"), true);
    equal(m.getSQLKeywords().length() > 100, true);
    try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT id, name AS n, price, price + 1 AS sum FROM jm.parent")) {
      ResultSetMetaData f = r.getMetaData();
      equal(f.getColumnCount(), 4); equal(f.getColumnLabel(2), "n"); equal(f.getTableName(1), "parent"); equal(f.getColumnTypeName(1), "serial");
      equal(((org.postgresql.PGResultSetMetaData) f).getBaseColumnName(2), "name");
      equal(f.isAutoIncrement(1), true); equal(f.isNullable(2), ResultSetMetaData.columnNoNulls); equal(f.getPrecision(3), 8); equal(f.getScale(3), 2); equal(f.getTableName(4), "");
    }
    try (PreparedStatement s = c.prepareStatement("SELECT name FROM jm.parent WHERE id = ? AND price > ?")) {
      equal(s.getParameterMetaData().getParameterTypeName(1), "int4"); equal(s.getParameterMetaData().getParameterTypeName(2), "numeric"); equal(s.getMetaData().getColumnName(1), "name");
    }
    run(c, "DROP SCHEMA jm CASCADE");
  }

  public static void main(String[] args) throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    test("values", Suite::values);
    test("values in binary from the start", Suite::values, "prepareThreshold", "-1");
    test("values by simple queries", Suite::values, "preferQueryMode", "extendedForPrepared");
    test("metadata", Suite::metadata);
    test("prepared statements and DDL", c -> {
      run(c, "CREATE TEMP TABLE pd (a int); INSERT INTO pd VALUES (1)");
      try (PreparedStatement s = c.prepareStatement("SELECT * FROM pd WHERE a = ?")) {
        s.unwrap(PGStatement.class).setPrepareThreshold(1);
        for (int i = 0; i < 3; i++) {
          s.setInt(1, 1);
          try (ResultSet r = s.executeQuery()) { r.next(); equal(r.getInt(1), 1); }
        }
        run(c, "ALTER TABLE pd ADD COLUMN b text DEFAULT 'x'");
        // The driver prepares again when it is told so.
        try (ResultSet r = s.executeQuery()) { r.next(); equal(r.getString(2), "x"); }
      }
    });
    test("the same in a transaction", c -> {
      c.setAutoCommit(false);
      run(c, "CREATE TEMP TABLE pt (a int); INSERT INTO pt VALUES (1)");
      try (PreparedStatement s = c.prepareStatement("SELECT * FROM pt")) {
        s.unwrap(PGStatement.class).setPrepareThreshold(1);
        for (int i = 0; i < 3; i++) s.executeQuery().close();
        run(c, "ALTER TABLE pt ADD COLUMN b text");
        equal(fails(x -> s.executeQuery(), c).getSQLState(), "0A000");
      }
      c.rollback();
    });
    test("the same with savepoints of the driver", c -> {
      c.setAutoCommit(false);
      run(c, "CREATE TEMP TABLE ps (a int); INSERT INTO ps VALUES (1)");
      try (PreparedStatement s = c.prepareStatement("SELECT * FROM ps")) {
        s.unwrap(PGStatement.class).setPrepareThreshold(1);
        for (int i = 0; i < 3; i++) s.executeQuery().close();
        run(c, "ALTER TABLE ps ADD COLUMN b text");
        s.executeQuery().close();
      }
      c.rollback();
    }, "autosave", "conservative");
    test("batches", c -> {
      run(c, "CREATE TEMP TABLE ba (id serial, a int PRIMARY KEY, b text)");
      try (PreparedStatement s = c.prepareStatement("INSERT INTO ba (a, b) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int i = 0; i < 300; i++) { s.setInt(1, i); s.setString(2, "b" + i); s.addBatch(); }
        equal(s.executeBatch().length, 300);
        ResultSet keys = s.getGeneratedKeys(); int n = 0; while (keys.next()) n++; equal(n, 300);
        s.setInt(1, 1000); s.setString(2, "x"); s.addBatch();
        s.setInt(1, 5); s.setString(2, "x"); s.addBatch();
        try { s.executeBatch(); throw new AssertionError("a BatchUpdateException was expected"); }
        catch (BatchUpdateException e) { equal(e.getNextException() != null ? e.getNextException().getSQLState() : e.getSQLState(), "23505"); }
      }
      equal(one(c, "SELECT count(*) FROM ba"), "301");
    });
    test("rewritten batches", c -> {
      run(c, "CREATE TEMP TABLE rb (a int, b text)");
      try (PreparedStatement s = c.prepareStatement("INSERT INTO rb VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) { s.setInt(1, i); s.setString(2, "b"); s.addBatch(); }
        s.executeBatch();
      }
      equal(one(c, "SELECT sum(a) FROM rb"), "499500");
    }, "reWriteBatchedInserts", "true");
    test("transactions and savepoints", c -> {
      c.setAutoCommit(false);
      c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      equal(one(c, "SHOW transaction_isolation"), "serializable");
      run(c, "CREATE TEMP TABLE tx (a int)");
      Savepoint s = c.setSavepoint("here");
      equal(fails(x -> run(x, "SELECT 1/0"), c).getSQLState(), "22012");
      equal(fails(x -> run(x, "SELECT 1"), c).getSQLState(), "25P02");
      c.rollback(s);
      run(c, "INSERT INTO tx VALUES (1)");
      c.releaseSavepoint(c.setSavepoint());
      c.commit();
      equal(one(c, "SELECT count(*) FROM tx"), "1");
      c.rollback();
      c.setReadOnly(true);
      equal(fails(x -> run(x, "DELETE FROM pg_temp.tx; CREATE TABLE never (a int)"), c).getSQLState(), "25006");
      c.rollback();
    });
    test("fetch size", c -> {
      c.setAutoCommit(false);
      try (Statement s = c.createStatement()) {
        s.setFetchSize(50);
        long sum = 0;
        try (ResultSet r = s.executeQuery("SELECT i FROM generate_series(1, 1000) AS i")) { while (r.next()) sum += r.getInt(1); }
        equal(sum, 500500L);
        s.setMaxRows(3);
        int n = 0;
        try (ResultSet r = s.executeQuery("SELECT i FROM generate_series(1, 1000) AS i")) { while (r.next()) n++; }
        equal(n, 3);
      }
    });
    test("scrollable and updatable results", c -> {
      run(c, "CREATE TABLE up (a int PRIMARY KEY, b text); INSERT INTO up VALUES (1, 'x'), (2, 'y')");
      try (Statement s = c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE); ResultSet r = s.executeQuery("SELECT a, b FROM up ORDER BY a")) {
        r.last(); equal(r.getInt(1), 2); r.absolute(1);
        r.updateString("b", "z"); r.updateRow();
        r.moveToInsertRow(); r.updateInt("a", 3); r.updateString("b", "new"); r.insertRow();
        r.absolute(2); r.deleteRow();
      }
      equal(one(c, "SELECT string_agg(a || b, ',' ORDER BY a) FROM up"), "1z,3new");
      run(c, "DROP TABLE up");
    });
    test("errors", c -> {
      run(c, "CREATE TEMP TABLE er (a int PRIMARY KEY); INSERT INTO er VALUES (1)");
      PSQLException e = (PSQLException) fails(x -> run(x, "INSERT INTO er VALUES (1)"), c);
      equal(e.getSQLState(), "23505"); equal(e.getServerErrorMessage().getConstraint(), "er_pkey"); equal(e.getServerErrorMessage().getDetail(), "Key (a)=(1) already exists."); equal(e.getServerErrorMessage().getTable(), "er");
      equal(((PSQLException) fails(x -> run(x, "SELECT nothing"), c)).getServerErrorMessage().getPosition(), 8);
      equal(fails(x -> { try (PreparedStatement s = x.prepareStatement("SELECT ?::int")) { s.setString(1, "x"); s.executeQuery(); } }, c).getSQLState(), "22P02");
      try { connect("ApplicationName", "x", "options", "-c nothing=1").close(); throw new AssertionError("a failure was expected"); } catch (SQLException x) { equal(x.getSQLState(), "42704"); }
    });
    test("cancel and time-out", c -> {
      try (Statement s = c.createStatement()) {
        s.setQueryTimeout(1);
        equal(fails(x -> s.execute("SELECT pg_sleep(60)"), c).getSQLState(), "57014");
        s.setQueryTimeout(0);
        equal(one(c, "SELECT 1"), "1");
      }
    });
    test("notices and notifications", c -> {
      try (Statement s = c.createStatement()) {
        s.execute("DROP TABLE IF EXISTS nothing");
        equal(s.getWarnings().getMessage(), "table \"nothing\" does not exist, skipping");
        s.execute("LISTEN news");
        try (Connection other = connect()) { run(other, "NOTIFY news, 'one'"); }
        PGNotification[] got = null;
        while (got == null || got.length == 0) got = c.unwrap(PGConnection.class).getNotifications(5000);
        equal(got[0].getName() + got[0].getParameter(), "newsone");
      }
    });
    test("copies", c -> {
      run(c, "CREATE TEMP TABLE co (a int, b text)");
      CopyManager m = c.unwrap(PGConnection.class).getCopyAPI();
      equal(m.copyIn("COPY co FROM STDIN", new java.io.StringReader("1\tx\n2\t\\N\n")), 2L);
      java.io.StringWriter w = new java.io.StringWriter();
      equal(m.copyOut("COPY co TO STDOUT CSV", w), 2L);
      equal(w.toString(), "1,x\n2,\n");
      equal(fails(x -> m.copyIn("COPY co FROM STDIN", new java.io.StringReader("x\ty\n")), c).getSQLState(), "22P02");
      equal(one(c, "SELECT 1"), "1");
    });
    test("arrays of rows, enums, unicode, large values", c -> {
      run(c, "CREATE TYPE j_mood AS ENUM ('sad', 'ok')");
      try (PreparedStatement s = c.prepareStatement("SELECT ?::j_mood, ?::text")) {
        String large = "ü".repeat(1_000_000);
        s.setObject(1, "ok", Types.OTHER); s.setString(2, large);
        try (ResultSet r = s.executeQuery()) { r.next(); equal(r.getString(1), "ok"); equal(r.getString(2).equals(large), true); }
      }
      run(c, "DROP TYPE j_mood");
    });
    test("options of the connection", c -> {
      equal(one(c, "SHOW application_name"), "suite");
      equal(one(c, "SHOW search_path"), "pg_catalog");
      equal(c.getSchema(), "pg_catalog");
      c.setSchema("public"); equal(c.getSchema(), "public");
      c.setClientInfo("ApplicationName", "other"); equal(one(c, "SHOW application_name"), "other");
      equal(c.isValid(2), true);
      equal(c.nativeSQL("{fn now()}"), "now()");
    }, "ApplicationName", "suite", "currentSchema", "pg_catalog");
    test("escapes and calls", c -> {
      equal(one(c, "SELECT {fn concat('a', 'b')}"), "ab");
      try (CallableStatement s = c.prepareCall("{? = call lower(?)}")) { s.registerOutParameter(1, Types.VARCHAR); s.setString(2, "ABC"); s.execute(); equal(s.getString(1), "abc"); }
    });
    System.exit(failed ? 1 : 0);
  }
}
