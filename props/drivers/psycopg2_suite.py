import datetime
import decimal
import io
import select
import threading
import uuid

import psycopg2
import psycopg2.errors
import psycopg2.extensions
import psycopg2.extras
from psycopg2 import sql
from suite import case, equal, fails, parameters, run


def connect(**more):
    connection = psycopg2.connect(**{**parameters(), **more})
    return connection


def value(connection, query, args=None):
    with connection.cursor() as cursor:
        cursor.execute(query, args)
        return cursor.fetchone()[0]


@case
def connection_facts():
    c = connect(application_name="suite", options="-c search_path=pg_catalog -c timezone=UTC")
    equal(c.server_version // 10000, 15)
    equal(c.encoding, "UTF8")
    equal(c.get_parameter_status("standard_conforming_strings"), "on")
    equal(c.get_dsn_parameters()["dbname"], parameters()["dbname"])
    equal(value(c, "SHOW search_path"), "pg_catalog")
    equal(value(c, "SHOW application_name"), "suite")
    equal(c.info.transaction_status, psycopg2.extensions.TRANSACTION_STATUS_INTRANS)
    c.close()


@case
def character_sets():
    c = connect()
    for name, text in [("LATIN1", "déjà ü"), ("EUC_JP", "漢字かな"), ("EUC_KR", "한국어"), ("WIN1251", "Привет"), ("GB18030", "中€😀")]:
        c.set_client_encoding(name)
        equal(c.get_parameter_status("client_encoding"), name)
        equal(value(c, "SELECT %s", (text,)), text)
        equal(value(c, "SELECT octet_length(%s)", (text,)), len(text.encode()))
        with c.cursor() as cursor:
            cursor.execute(f'SELECT %s AS "{text}"', ([text],))
            equal((cursor.description[0].name, cursor.fetchone()[0]), (text, [text]))
            out = io.BytesIO()
            cursor.copy_expert(f"COPY (SELECT '{text}') TO STDOUT", out)
            equal(out.getvalue().decode("utf8" if name == "UTF8" else {"WIN1251": "cp1251"}.get(name, name)), text + "\n")
        error = fails(psycopg2.Error, value, c, f'SELECT "{text}"')
        equal(error.diag.message_primary, f'column "{text}" does not exist')
        c.rollback()
    c.set_client_encoding("LATIN1")
    equal(fails(psycopg2.Error, value, c, "SELECT chr(8364)").pgcode, "22P05")
    c.close()


@case
def values_both_ways():
    c = connect(options="-c timezone=UTC")
    psycopg2.extras.register_uuid()
    utc = datetime.timezone.utc
    for wanted, kind in [
        (None, "int"), (True, "bool"), (7, "int"), (2**62, "int8"), (1.5, "float8"), (decimal.Decimal("12.340"), "numeric"),
        ("ünï 漢字 'quoted' \\ \" %", "text"), (datetime.date(2024, 2, 29), "date"), (datetime.time(1, 2, 3, 4), "time"),
        (datetime.datetime(2024, 1, 2, 3, 4, 5, 678000), "timestamp"), (datetime.datetime(2024, 1, 2, tzinfo=utc), "timestamptz"),
        (datetime.timedelta(days=3, hours=4, microseconds=5), "interval"), ([1, None, 3], "int[]"), (["a", "b c", None], "text[]"),
        ([[1, 2], [3, 4]], "int[]"), (uuid.UUID(int=7), "uuid"), ([], "int[]"),
    ]:
        equal(value(c, f"SELECT %s::{kind}", (wanted,)), wanted)
    equal(bytes(value(c, "SELECT %s::bytea", (psycopg2.Binary(bytes(range(256))),))), bytes(range(256)))
    equal(value(c, "SELECT %s::jsonb", (psycopg2.extras.Json({"a": [1, None]}),)), {"a": [1, None]})
    equal(value(c, "SELECT %s::json", (psycopg2.extras.Json([1]),)), [1])
    equal(value(c, "SELECT '[1,5)'::int4range"), psycopg2.extras.NumericRange(1, 5, "[)"))
    equal(value(c, "SELECT %s::int4range", (psycopg2.extras.NumericRange(1, 5),)).upper, 5)
    equal(value(c, "SELECT '10.0.0.1'::inet"), "10.0.0.1")
    equal(value(c, "SELECT 1 WHERE 3 IN %s", ((1, 2, 3),)), 1)
    c.close()


@case
def composites_and_enums():
    c = connect()
    with c, c.cursor() as cursor:
        cursor.execute("CREATE TYPE p2_pair AS (a int, b text)")
        cursor.execute("CREATE TYPE p2_mood AS ENUM ('sad', 'ok')")
    kind = psycopg2.extras.register_composite("p2_pair", c)
    got = value(c, "SELECT ROW(1, 'x y')::p2_pair")
    equal((got.a, got.b), (1, "x y"))
    equal([tuple(v) for v in value(c, "SELECT ARRAY[ROW(1, 'x')::p2_pair]")], [(1, "x")])
    equal(kind.attnames, ["a", "b"])
    equal(value(c, "SELECT %s::p2_mood", ("ok",)), "ok")
    c.close()


@case
def description():
    c = connect()
    with c.cursor() as cursor:
        cursor.execute("SELECT 1 AS a, 'x'::varchar(5) AS b, 1.5::numeric(6,2) AS c, NULL::text AS d")
        equal([(d.name, d.type_code, d.internal_size, d.precision, d.scale) for d in cursor.description],
              [("a", 23, 4, None, None), ("b", 1043, 5, None, None), ("c", 1700, 6, 6, 2), ("d", 25, -1, None, None)])
        equal(cursor.statusmessage, "SELECT 1")
        cursor.execute("CREATE TEMP TABLE d2 (a int)")
        cursor.execute("SELECT a FROM d2")
        equal(cursor.description[0].table_column, 1)
        equal(cursor.description[0].table_oid, value(c, "SELECT 'd2'::regclass::oid"))
    c.close()


@case
def transactions():
    c = connect()
    with c.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE t2 (a int)")
        c.commit()
        cursor.execute("INSERT INTO t2 VALUES (1)")
        c.rollback()
        equal(value(c, "SELECT count(*) FROM t2"), 0)
        cursor.execute("SAVEPOINT s")
        fails(psycopg2.errors.DivisionByZero, cursor.execute, "SELECT 1/0")
        fails(psycopg2.errors.InFailedSqlTransaction, cursor.execute, "SELECT 1")
        cursor.execute("ROLLBACK TO s")
        c.commit()
    c.set_session(isolation_level="SERIALIZABLE", readonly=True)
    equal(value(c, "SHOW transaction_isolation"), "serializable")
    equal(value(c, "SHOW transaction_read_only"), "on")
    c.rollback()
    c.set_session(isolation_level="READ COMMITTED", readonly=False, autocommit=True)
    equal(c.info.transaction_status, psycopg2.extensions.TRANSACTION_STATUS_IDLE)
    c.close()


@case
def two_phase_is_rolled_back():
    c = connect()
    x = c.xid(1, "suite", "branch")
    c.tpc_begin(x)
    with c.cursor() as cursor:
        cursor.execute("CREATE TABLE two_phase (a int)")
    c.tpc_rollback()
    with c.cursor() as cursor:
        cursor.execute("SELECT to_regclass('two_phase')")
        equal(cursor.fetchone()[0], None)
    c.close()


@case
def errors_and_their_fields():
    c = connect()
    with c.cursor() as cursor:
        cursor.execute("CREATE TABLE e2 (a int PRIMARY KEY, b int CONSTRAINT small CHECK (b < 10))")
        c.commit()
        cursor.execute("INSERT INTO e2 VALUES (1, 1)")
        error = fails(psycopg2.errors.UniqueViolation, cursor.execute, "INSERT INTO e2 VALUES (1, 2)")
        diag = error.diag
        equal((error.pgcode, diag.severity, diag.schema_name, diag.table_name, diag.constraint_name, diag.message_detail),
              ("23505", "ERROR", "public", "e2", "e2_pkey", "Key (a)=(1) already exists."))
        c.rollback()
        error = fails(psycopg2.errors.UndefinedColumn, cursor.execute, "SELECT nothing FROM e2")
        equal(error.diag.statement_position, "8")
        assert "LINE 1: SELECT nothing FROM e2\n               ^" in str(error), str(error)
        c.rollback()
        cursor.execute("DROP TABLE e2")
        c.commit()
    fails(psycopg2.OperationalError, lambda: connect(dbname="none"))
    c.close()


@case
def many_rows_and_templates():
    c = connect()
    with c.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("CREATE TEMP TABLE m2 (id serial, a int, b text)")
        psycopg2.extras.execute_values(cursor, "INSERT INTO m2 (a, b) VALUES %s", [(i, str(i)) for i in range(500)])
        psycopg2.extras.execute_batch(cursor, "UPDATE m2 SET b = %s WHERE a = %s", [("x", i) for i in range(50)])
        rows = psycopg2.extras.execute_values(cursor, "INSERT INTO m2 (a) VALUES %s RETURNING id", [(1,), (2,)], fetch=True)
        equal([row["id"] for row in rows], [501, 502])
        cursor.execute(sql.SQL("SELECT {} FROM {} WHERE a = {}").format(sql.Identifier("b"), sql.Identifier("m2"), sql.Literal(3)))
        equal(cursor.fetchall(), [{"b": "x"}])
        cursor.executemany("DELETE FROM m2 WHERE a = %s", [(1,), (2,)])
    c.rollback()
    c.close()


@case
def named_cursors():
    c = connect()
    with c.cursor(name="portions", scrollable=True) as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT i FROM generate_series(1, 1000) AS i")
        equal(sum(row[0] for row in cursor), 500500)
        cursor.scroll(0, mode="absolute")
        equal(cursor.fetchmany(2), [(1,), (2,)])
    c.rollback()
    c.autocommit = True
    with c.cursor(name="held", withhold=True) as cursor:
        cursor.execute("SELECT 1")
        equal(cursor.fetchone(), (1,))
    c.close()


@case
def copies():
    c = connect()
    with c.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE c2 (a int, b text)")
        cursor.copy_from(io.StringIO("1\tx\n2\t\\N\n"), "c2", columns=("a", "b"))
        cursor.copy_expert("COPY c2 FROM STDIN CSV", io.StringIO('3,"y,z"\n'))
        out = io.StringIO()
        cursor.copy_to(out, "c2")
        equal(out.getvalue(), "1\tx\n2\t\\N\n3\ty,z\n")
        error = fails(psycopg2.errors.InvalidTextRepresentation, cursor.copy_from, io.StringIO("x\ty\n"), "c2")
        equal(error.diag.context, 'COPY c2, line 1, column a: "x"')
    c.rollback()
    c.close()


@case
def notices_and_notifications():
    c, other = connect(), connect()
    c.autocommit = other.autocommit = True
    with c.cursor() as cursor, other.cursor() as speaker:
        cursor.execute("DROP TABLE IF EXISTS nothing")
        equal(c.notices[-1].strip(), 'NOTICE:  table "nothing" does not exist, skipping')
        cursor.execute("LISTEN news")
        speaker.execute("NOTIFY news, 'one'")
        while not c.notifies:
            select.select([c], [], [], 5)
            c.poll()
        got = c.notifies.pop()
        equal((got.channel, got.payload, got.pid), ("news", "one", other.info.backend_pid))
    c.close()
    other.close()


@case
def cancelling():
    c = connect()
    timer = threading.Timer(0.2, c.cancel)
    timer.start()
    with c.cursor() as cursor:
        fails(psycopg2.errors.QueryCanceled, cursor.execute, "SELECT pg_sleep(60)")
    c.rollback()
    equal(value(c, "SELECT 1"), 1)
    c.close()


@case
def asynchronous():
    c = psycopg2.connect(**parameters(), async_=True)

    def wait():
        while True:
            state = c.poll()
            if state == psycopg2.extensions.POLL_OK:
                return
            readers = [c] if state == psycopg2.extensions.POLL_READ else []
            writers = [c] if state == psycopg2.extensions.POLL_WRITE else []
            select.select(readers, writers, [], 5)

    wait()
    cursor = c.cursor()
    cursor.execute("SELECT %s::int + 1", (1,))
    wait()
    equal(cursor.fetchone(), (2,))
    c.close()


@case
def large_values():
    c = connect()
    large = "ü" * 1_000_000
    equal(value(c, "SELECT length(%s)", (large,)), 1_000_000)
    assert value(c, "SELECT %s::text", (large,)) == large
    c.close()


@case
def a_terminated_session():
    c, other = connect(), connect()
    other.autocommit = True
    pid = c.info.backend_pid
    equal(value(other, "SELECT pg_terminate_backend(%s)", (pid,)), True)
    with other.cursor() as cursor:
        while True:
            cursor.execute("SELECT FROM pg_stat_activity WHERE pid = %s", (pid,))
            if cursor.rowcount == 0:
                break
    fails(psycopg2.OperationalError, value, c, "SELECT 1")
    equal(c.closed != 0, True)
    other.close()


run()
