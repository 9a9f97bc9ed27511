"""Tests as functions; each prints `ok NAME` or `not ok NAME: why`."""
import os
import sys
import traceback

tests = []


def case(function):
    tests.append(function)
    return function


def parameters():
    given = {
        "host": os.environ["SUITE_HOST"],
        "port": os.environ["SUITE_PORT"],
        "user": os.environ["SUITE_USER"],
        "dbname": os.environ["SUITE_DATABASE"],
    }
    if os.environ["SUITE_PASSWORD"]:
        given["password"] = os.environ["SUITE_PASSWORD"]
    return given


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def fails(kind, function, *args):
    try:
        function(*args)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def run():
    failed = 0
    for function in tests:
        try:
            function()
            print(f"ok {function.__name__}", flush=True)
        except Exception as error:  # every failure is reported by its name
            failed = 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            text = " ".join(str(error).split())
            line = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.name == function.__name__]
            print(f"not ok {function.__name__}: {type(error).__name__}: {text} (line {line or where.lineno})", flush=True)
    sys.exit(failed)
