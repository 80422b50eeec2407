"""The least a web process can do for a page of transactions: one indexed find, dumped by orjson."""

import os

import orjson
from bson import ObjectId
from flask import Flask, Response
from pymongo import DESCENDING, MongoClient

from app.transactions.listing.query import SHOWN

PAGE = 50

app = Flask(__name__)
# gunicorn imports this after its fork, so each process has a client of its own.
collection = MongoClient[dict[str, object]](os.environ["MONGO_URI"]).get_default_database()["transactions"]


@app.get("/page")
def page() -> Response:
    """The newest transactions of one workspace."""
    mine = {"workspace_id": ObjectId(os.environ["BENCH_WORKSPACE"])}
    newest = [("date", DESCENDING), ("_id", DESCENDING)]
    found = list(collection.find(mine, SHOWN, sort=newest, limit=PAGE))
    return Response(orjson.dumps(found, default=str), mimetype="application/json")
