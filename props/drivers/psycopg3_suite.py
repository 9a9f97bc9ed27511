import asyncio
import datetime
import decimal
import ipaddress
import threading
import uuid

import psycopg
from psycopg import errors, sql
from psycopg.rows import class_row, dict_row, namedtuple_row
from psycopg.types.composite import CompositeInfo, register_composite
from psycopg.types.enum import EnumInfo
from psycopg.types.json import Jsonb
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range
from suite import case, equal, fails, parameters, run


def connect(**more):
    return psycopg.connect(**{**parameters(), **more})


utc = datetime.timezone.utc
samples = [
    (None, "int"), (True, "bool"), (7, "int2"), (7, "int4"), (2**62, "int8"), (1.5, "float4"), (-0.1, "float8"),
    (decimal.Decimal("12.340"), "numeric"), (decimal.Decimal("123456789012345678901234567890.5"), "numeric"),
    ("ünï 漢字 'quoted' \\ \"", "text"), ("abc", "varchar"), ("x    ", "char(5)"), (bytes(range(256)), "bytea"),
    (datetime.date(2024, 2, 29), "date"), (datetime.time(1, 2, 3, 4), "time"), (datetime.time(1, 2, 3, tzinfo=utc), "timetz"),
    (datetime.datetime(2024, 1, 2, 3, 4, 5, 678000), "timestamp"), (datetime.datetime(2024, 1, 2, tzinfo=utc), "timestamptz"),
    (datetime.timedelta(days=3, hours=4, microseconds=5), "interval"), (uuid.UUID(int=7), "uuid"),
    (ipaddress.ip_address("10.0.0.1"), "inet"), (ipaddress.ip_network("10.0.0.0/8"), "cidr"), (2**32 - 1, "oid"),
    ([1, None, 3], "int4[]"), (["a", "b c", None], "text[]"), ([[1, 2], [3, 4]], "int8[]"), ([True, False], "bool[]"),
    ([decimal.Decimal("1.50")], "numeric[]"), ([datetime.datetime(2024, 1, 2, tzinfo=utc)], "timestamptz[]"),
    (Range(1, 5), "int4range"), (Range(datetime.date(2024, 1, 1), None), "daterange"), (Range(decimal.Decimal("1.5"), decimal.Decimal("2.5"), "[]"), "numrange"),
    (Range(empty=True), "int8range"), (Multirange([Range(1, 3), Range(5, 8)]), "int4multirange"),
]


def both_ways(binary):
    with connect(options="-c timezone=UTC") as c:
        mark = "%b" if binary else "%t"
        for wanted, kind in samples:
            cursor = c.execute(f"SELECT {mark}::{kind}, NULL::{kind}", (wanted,), binary=binary)
            row = cursor.fetchone()
            assert row == (wanted, None), f"{kind}: got {row[0]!r}, wanted {wanted!r}"
        row = c.execute(f"SELECT {mark}::jsonb", (Jsonb({"a": [1, None]}),), binary=binary).fetchone()
        equal(row[0], {"a": [1, None]})


@case
def values_as_text():
    both_ways(False)


@case
def values_in_binary():
    both_ways(True)


@case
def automatic_formats():
    with connect(options="-c timezone=UTC") as c:
        for wanted, kind in samples:
            if wanted is not None:
                equal(c.execute(f"SELECT %s::{kind}", (wanted,)).fetchone()[0], wanted)
        equal(c.execute("SELECT %s + 1, %s || 'x', 3 = ANY(%s)", (1, "y", [1, 2, 3])).fetchone(), (2, "yx", True))


@case
def character_sets():
    with connect(client_encoding="LATIN1") as c:
        equal(c.info.encoding, "iso8859-1")
        for name, text in [("LATIN1", "déjà ü"), ("EUC_JP", "漢字かな"), ("EUC_KR", "한국어"), ("WIN1251", "Привет"), ("GBK", "中文")]:
            c.execute(f"SET client_encoding TO '{name}'")
            for binary in (False, True):
                with c.cursor(binary=binary) as cursor:
                    row = cursor.execute(f'SELECT %s::text AS "{text}", %s::text[]', (text, [text])).fetchone()
                    equal((cursor.description[0].name, row), (text, (text, [text])))
        c.execute("SET client_encoding TO LATIN1")
        equal(fails(errors.UntranslatableCharacter, c.execute, "SELECT chr(8364)").sqlstate, "22P05")


@case
def composites_and_enums():
    import enum

    with connect(autocommit=True) as c:
        c.execute("CREATE TYPE p3_pair AS (a int, b text)")
        c.execute("CREATE TYPE p3_mood AS ENUM ('sad', 'ok')")
        info = CompositeInfo.fetch(c, "p3_pair")
        register_composite(info, c)
        for binary in (False, True):
            got = c.execute("SELECT ROW(1, 'x y')::p3_pair", binary=binary).fetchone()[0]
            equal((got.a, got.b), (1, "x y"))
            equal(c.execute("SELECT (%s::p3_pair).b", (info.python_type(1, "z"),), binary=binary).fetchone()[0], "z")
        mood = EnumInfo.fetch(c, "p3_mood")
        equal(mood.labels, ["sad", "ok"])
        from psycopg.types.enum import register_enum

        kind = enum.Enum("Mood", {"SAD": "SAD", "OK": "OK"})
        register_enum(mood, c, kind, mapping={kind.SAD: "sad", kind.OK: "ok"})
        for binary in (False, True):
            equal(c.execute("SELECT %s::p3_mood", (kind.OK,), binary=binary).fetchone()[0], kind.OK)


@case
def prepared_statements():
    with connect(autocommit=True) as c:
        c.execute("CREATE TEMP TABLE pr (a int, b text)")
        c.execute("INSERT INTO pr VALUES (1, 'x')")
        for _ in range(8):
            equal(c.execute("SELECT b FROM pr WHERE a = %s", (1,)).fetchone(), ("x",))
        equal(c.execute("SELECT count(*) FROM pg_prepared_statements", prepare=False).fetchone()[0], 1)
        equal(c.execute("SELECT * FROM pr WHERE a = %s", (1,), prepare=True).fetchone(), (1, "x"))
        c.execute("ALTER TABLE pr ADD COLUMN c int")
        error = fails(errors.FeatureNotSupported, c.execute, "SELECT * FROM pr WHERE a = %s", (1,))
        equal(error.diag.message_primary, "cached plan must not change result type")


@case
def pipelines():
    with connect(autocommit=True) as c, c.pipeline() as p:
        c.execute("CREATE TEMP TABLE pi (a int)")
        cursor = c.cursor()
        cursor.executemany("INSERT INTO pi VALUES (%s) RETURNING a", [(i,) for i in range(50)], returning=True)
        total = c.execute("SELECT sum(a) FROM pi")
        p.sync()
        equal(total.fetchone()[0], 1225)
    with connect(autocommit=True) as c:
        def broken():
            with c.pipeline():
                c.execute("SELECT 1")
                c.execute("SELECT 1/0")
                c.execute("SELECT 2")
        fails(errors.DivisionByZero, broken)
        equal(c.execute("SELECT 3").fetchone()[0], 3)


@case
def transactions():
    with connect() as c:
        c.execute("CREATE TEMP TABLE tr (a int)")
        c.commit()
        with c.transaction():
            c.execute("INSERT INTO tr VALUES (1)")
            try:
                with c.transaction():
                    c.execute("INSERT INTO tr VALUES (2)")
                    raise psycopg.Rollback()
            except psycopg.Rollback:
                pass
            fails(errors.DivisionByZero, lambda: nested(c))
        equal(c.execute("SELECT array_agg(a) FROM tr").fetchone()[0], [1])
        c.rollback()
        c.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
        c.read_only = True
        equal(c.execute("SHOW transaction_isolation").fetchone()[0], "serializable")
        fails(errors.ReadOnlySqlTransaction, c.execute, "CREATE TABLE never (a int)")


def nested(c):
    with c.transaction():
        c.execute("SELECT 1/0")


@case
def rows_and_descriptions():
    with connect() as c:
        equal(c.cursor(row_factory=dict_row).execute("SELECT 1 AS a, 'x' AS b").fetchone(), {"a": 1, "b": "x"})
        equal(c.cursor(row_factory=namedtuple_row).execute("SELECT 1 AS a").fetchone().a, 1)
        cursor = c.execute("SELECT 1::numeric(6,2) AS n, 'x'::varchar(5) AS v, now() AS t")
        equal([(d.name, d.type_code, d.precision, d.scale, d.display_size) for d in cursor.description],
              [("n", 1700, 6, 2, None), ("v", 1043, None, None, 5), ("t", 1184, None, None, None)])
        composed = sql.SQL("SELECT {} AS {}").format(sql.Literal([1, 2]), sql.Identifier("täble"))
        cursor = c.execute(composed)
        equal((cursor.description[0].name, cursor.fetchone()[0]), ("täble", [1, 2]))
        many = c.execute("SELECT 1; SELECT 2")
        equal(many.fetchone(), (1,))
        many.nextset()
        equal(many.fetchone(), (2,))


@case
def server_cursors_and_streams():
    with connect() as c:
        with c.cursor("portions", scrollable=True) as cursor:
            cursor.itersize = 100
            cursor.execute("SELECT i FROM generate_series(1, %s) AS i", (1000,))
            equal(sum(row[0] for row in cursor), 500500)
            cursor.scroll(0, mode="absolute")
            equal(cursor.fetchmany(2), [(1,), (2,)])
        with c.cursor("bin", binary=True) as cursor:
            cursor.execute("SELECT 1.5::float8")
            equal(cursor.fetchone(), (1.5,))
        equal(sum(row[0] for row in c.cursor().stream("SELECT i FROM generate_series(1, 100) AS i")), 5050)


@case
def copies():
    with connect() as c:
        c.execute("CREATE TEMP TABLE co (a int, b text, d date)")
        cursor = c.cursor()
        with cursor.copy("COPY co FROM STDIN") as copy:
            copy.write_row((1, "x\ty", datetime.date(2024, 1, 1)))
            copy.write_row((2, None, None))
        with cursor.copy("COPY co FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["int4", "text", "date"])
            copy.write_row((3, "z", datetime.date(2024, 1, 2)))
        with cursor.copy("COPY co TO STDOUT") as copy:
            copy.set_types(["int4", "text", "date"])
            equal(list(copy.rows()), [(1, "x\ty", datetime.date(2024, 1, 1)), (2, None, None), (3, "z", datetime.date(2024, 1, 2))])
        with cursor.copy("COPY co (a) TO STDOUT (FORMAT binary)") as copy:
            copy.set_types(["int4"])
            equal(list(copy.rows()), [(1,), (2,), (3,)])

        def stopped():
            with cursor.copy("COPY co FROM STDIN") as copy:
                copy.write("1\tx\t2024-01-01\n")
                raise KeyError("enough")
        error = fails(errors.QueryCanceled, stopped)
        equal(error.diag.context, "COPY co, line 2")
        c.rollback()
        equal(c.execute("SELECT 1").fetchone(), (1,))


@case
def errors_and_their_fields():
    with connect() as c:
        c.execute("CREATE TEMP TABLE er (a int PRIMARY KEY)")
        c.execute("INSERT INTO er VALUES (1)")
        diag = fails(errors.UniqueViolation, c.execute, "INSERT INTO er VALUES (%s)", (1,)).diag
        equal((diag.sqlstate, diag.severity, diag.table_name, diag.constraint_name, diag.message_detail),
              ("23505", "ERROR", "er", "er_pkey", "Key (a)=(1) already exists."))
        equal(c.info.transaction_status.name, "INERROR")
        c.rollback()
        equal(fails(errors.UndefinedColumn, c.execute, "SELECT nothing").diag.statement_position, "8")
        c.rollback()
        fails(errors.InvalidTextRepresentation, c.execute, "SELECT %s::int", ("x",))


@case
def notices_and_notifications():
    with connect(autocommit=True) as c, connect(autocommit=True) as other:
        notices = []
        c.add_notice_handler(lambda diag: notices.append((diag.severity, diag.message_primary)))
        c.execute("DROP TABLE IF EXISTS nothing")
        equal(notices, [("NOTICE", 'table "nothing" does not exist, skipping')])
        c.execute("LISTEN news")
        other.execute("SELECT pg_notify('news', 'one')")
        for got in c.notifies():
            equal((got.channel, got.payload, got.pid), ("news", "one", other.info.backend_pid))
            break


@case
def cancelling():
    with connect() as c:
        timer = threading.Timer(0.2, c.cancel)
        timer.start()
        fails(errors.QueryCanceled, c.execute, "SELECT pg_sleep(60)")
        c.rollback()
        equal(c.execute("SELECT 1").fetchone(), (1,))


@case
def asynchronous():
    async def main():
        async with await psycopg.AsyncConnection.connect(**parameters()) as c:
            async with c.cursor() as cursor:
                await cursor.execute("SELECT %s::int + 1", (1,))
                equal(await cursor.fetchone(), (2,))
                async with c.transaction():
                    await c.execute("SELECT 1")
    asyncio.run(main())


@case
def large_values():
    with connect() as c:
        large = "ü" * 1_000_000
        equal(c.execute("SELECT %s::text", (large,)).fetchone()[0] == large, True)
        blob = bytes(1_000_000)
        equal(c.execute("SELECT %b::bytea", (blob,), binary=True).fetchone()[0] == blob, True)


run()
