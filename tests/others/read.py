"""Prints what another program finds in a base, as JSON: each view with its columns and rows, every cell as a text or null.

usage: read.py sqlite3|datasette|duckdb FILE.db
"""

import asyncio
import json
import pathlib
import sqlite3
import sys
from decimal import Decimal


def views(path):
    """The names of the views, as SQLite's own catalog has them."""
    with sqlite3.connect(path) as base:
        return [name for (name,) in base.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]


def with_sqlite3(path):
    """Python's own module."""
    base = sqlite3.connect(path)

    def read(view):
        found = base.execute(f'SELECT * FROM "{view}"')
        return [column[0] for column in found.description], found.fetchall()

    return {view: read(view) for view in views(path)}


def with_duckdb(path):
    """DuckDB, which runs the SQL of views itself."""
    import duckdb
    import duckdb_extension_sqlite_scanner

    package = pathlib.Path(duckdb_extension_sqlite_scanner.__file__).parent
    base = duckdb.connect()
    base.load_extension(str(next(package.rglob("*.duckdb_extension"))))
    base.execute(f"ATTACH '{path}' AS base (TYPE sqlite, READ_ONLY)")

    def read(view):
        found = base.execute(f'SELECT * FROM base."{view}"')
        return [column[0] for column in found.description], found.fetchall()

    return {view: read(view) for view in views(path)}


def with_datasette(path):
    """Datasette, asked as a browser asks it."""
    from datasette.app import Datasette

    async def ask():
        site = Datasette([path], settings={"max_returned_rows": 1000000})
        await site.invoke_startup()
        name = pathlib.Path(path).stem
        found = {}
        for view in views(path):
            page = await site.client.get(f"/{name}/{view}")
            assert page.status_code == 200, f"{view}: {page.status_code}"
            answer = await site.client.get(f"/{name}/{view}.json?_size=max")
            assert answer.status_code == 200, f"{view}: {answer.status_code}"
            answer = answer.json()
            found[view] = (answer["columns"], answer["rows"])
        return found

    return asyncio.run(ask())


def text(cell):
    """A cell as a text. A program may give whole numbers as floating point, and writes small ones in its own way."""
    if isinstance(cell, float):
        return f"{Decimal(int(cell)) if cell.is_integer() else Decimal(repr(cell)):f}"
    return None if cell is None else str(cell)


found = {"sqlite3": with_sqlite3, "datasette": with_datasette, "duckdb": with_duckdb}[sys.argv[1]](sys.argv[2])
print(json.dumps({view: {"columns": columns, "rows": [[text(cell) for cell in row] for row in rows]} for view, (columns, rows) in found.items()}))
