"""Makes filters.jsonl: what MLflow's own parser makes of filters and orders.

Run with a Python that has mlflow (3.6.0 was used): python make_filters.py > filters.jsonl
Each line has the kind, the text, and either what MLflow read or that it refused. MLflow checks the
operators of a comparison when it evaluates it, so the script asks for that as well.
"""

import itertools
import json
import sys

from mlflow.utils.search_utils import SearchUtils

FIELDS = [
    "metrics.loss", "metric.loss", "params.lr", "param.lr", "parameters.lr", "parameter.lr",
    "tags.team", "tag.team", "attributes.status", "attribute.status", "attr.status", "run.status",
    "status", "run_id", "start_time", "attributes.start_time", "end_time", "created",
    "attributes.created", "user_id", "run_name", "attributes.`run name`", "artifact_uri",
    "metrics.`val/acc@1 - x`", 'metrics."val acc"', "params.a.b.c", "tags.mlflow.source.name",
    "tags.`mlflow.source.name`", "params.`a'b`", "dataset.name", "datasets.digest",
    "dataset.context", "dataset.size", "foo.bar", "attributes.nonsense", "nonsense", "`status`",
    "metrics.val_1", "metrics.a-b", "metrics.", ".loss", "Metrics.loss",
]
PAIRS = [("=", "'x'"), ("<", "1"), ("IN", "('a', 'b')")]
KINDS = ["metrics.loss", "params.lr", "status", "start_time", "run_id", "dataset.name"]
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE", "like", "Ilike", "<>", "==", "~",
             "IN", "NOT LIKE", "IS"]
VALUES = ["1", "-1", "1.5", "-0.5", "1e-3", "'x'", '"x"', "'1.10'", "abc", "NaN", "('a', 'b')",
          "('a')", "()", "(1, 2)", "'it''s'", '"it\'s"', "'%'", "''", "`x`", "TRUE"]
TEXTS = [
    "", "metrics.loss < 1 and params.lr = '0.1'", "metrics.loss < 1 AND params.lr = '0.1'",
    "metrics.loss<1 and params.lr='0.1'", "metrics.loss < 1 or metrics.loss > 2",
    "metrics.loss < 1 and", "and metrics.loss < 1", "metrics.loss < 1 metrics.loss > 2",
    "metrics.loss", "metrics.loss <", "< 1", "params.lr = 'x", "params.lr = x'",
    "params.a = 'x' and params.b = \"y\" and tags.c != 'z' and status = 'FINISHED'",
    "(metrics.loss < 1)", "not metrics.loss < 1", "metrics.loss < 1; drop table runs",
    "run_id IN ('a', 'b')", "run_id in ('a')", "run_id NOT IN ('a', 'b')", "run_id IN ('a',)",
    "run_id IN ()", "run_id IN ('a' 'b')", "run_id IN 'a'", "attributes.run_id IN ('a', 'b')",
    "dataset.name IN ('a', 'b')", "status IN ('a', 'b')", "params.lr IN ('a')",
    "tags.a = 'b' and run_id IN ('a', 'b') and metrics.loss > 0.5",
    "params.lr = '0.1' and run_id NOT IN ('a') ", "  metrics.loss  <   1  ",
    "metrics.loss < 1 AND\nparams.lr = '0.1'", "params.a = 'and'", "params.a = 'x AND y'",
    "params.a = 'a\nb'", "params.a LIKE '%\n%'", "metrics.loss < 1.", "metrics.loss < .5",
    "metrics.loss < 1e5", "metrics.loss < 1E+5", "metrics.loss < 0x10", "metrics.loss < 1_000",
    "metrics.loss < 99999999999999999999", "start_time > 1.5", "params.`x` = 'y'",
    "params.x = 'y' -- comment", "params.x = 'y' /* comment */",
    "1 < metrics.loss", "'x' = params.lr", "metrics.loss = metrics.acc",
]
ORDERS = [
    "metrics.loss", "metrics.loss ASC", "metrics.loss DESC", "metrics.loss asc",
    "metrics.loss Desc", "metrics.loss DSC", "metrics.loss DESC ASC", "params.lr DESC",
    "tags.team", "start_time", "attributes.start_time DESC", "attribute.end_time", "status",
    "run_id", "duration", "attributes.nonsense", "foo.bar", "", "DESC", "metrics.`val acc` DESC",
    "metrics.`val/acc@1 - x`", "created DESC", "metrics.loss, params.lr", "metrics.loss < 1",
    "user_id", "run_name DESC", "  metrics.loss   DESC  ", "metrics.a.b ASC", "artifact_uri",
]


def read(text):
    parsed = SearchUtils.parse_search_filter(text)
    for one in parsed:
        comparator = one["comparator"].upper()
        kind, key = one["type"], SearchUtils.translate_key_alias(one["key"])
        checks = [
            SearchUtils.is_metric(kind, comparator), SearchUtils.is_param(kind, comparator),
            SearchUtils.is_tag(kind, comparator), SearchUtils.is_dataset(kind, comparator),
            SearchUtils.is_attribute(kind, key, comparator)]
        if not any(checks):
            raise ValueError(one)
        if SearchUtils.is_metric(kind, comparator):
            float(one["value"])
        value = one["value"]
        yield {"type": kind, "key": one["key"], "comparator": comparator,
               "values": value if isinstance(value, list) else [value]}


def order(text):
    kind, key, ascending = SearchUtils.parse_order_by_for_search_runs(text)
    return {"type": kind, "key": key, "ascending": ascending}


def line(kind, text, reader):
    try:
        out = {"kind": kind, "text": text, "read": reader(text)}
    except Exception as problem:
        out = {"kind": kind, "text": text, "refused": type(problem).__name__}
    print(json.dumps(out))


def main():
    for text in TEXTS:
        line("filter", text, lambda t: list(read(t)))
    for field, (operator, value) in itertools.product(FIELDS, PAIRS):
        line("filter", f"{field} {operator} {value}", lambda t: list(read(t)))
    for field, operator, value in itertools.product(KINDS, OPERATORS, VALUES):
        line("filter", f"{field} {operator} {value}", lambda t: list(read(t)))
    for text in ORDERS:
        line("order", text, order)


sys.exit(main())
