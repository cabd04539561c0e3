#!/usr/bin/env python3
"""Writes what Python makes of chat templates, for the tests of work/template.

    golden.py FOLDER CHATS OUTPUT     every *.jinja under FOLDER with every chat of CHATS: one line
                                      each with the SHA-256 of template and text, as OUTPUT
    golden.py --texts FOLDER CHATS    our own templates: the texts themselves, as NAME.expected.json

Needs jinja2 3.1.6 and nothing else: the settings are those with which Hugging Face's transformers
renders chat templates, written anew here.
"""
import datetime
import hashlib
import json
import pathlib
import sys

import jinja2
from jinja2 import ext, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Raised(jinja2.TemplateError):
    """What raise_exception raises, so that it is told from all other errors."""


class Generation(ext.Extension):
    """{% generation %}: what the assistant says; tells where it lies in the text."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        call = self.call_method("said")
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def said(self, caller):
        text = caller()
        blocks, parts = self.environment.written
        start = sum(map(len, blocks))
        parts.append((start, start + len(text)))
        return text


def environment(now):
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, ext.loopcontrols])

    def raise_exception(message):
        raise Raised(message)

    def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            value, ensure_ascii=ensure_ascii, indent=indent, separators=separators,
            sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = now.strftime
    return env


def outcome(env, template, variables):
    """('text', text, parts), ('raises', message) or ('fails', message)."""
    if isinstance(template, Exception):
        return "fails", str(template)
    blocks, parts = env.written = [], []
    try:
        for block in template.generate(**variables):
            blocks.append(block)
        text = "".join(blocks)
        text.encode("utf-8")
    except Raised as e:
        return "raises", str(e)
    except (Exception, RecursionError) as e:
        return "fails", f"{type(e).__name__}: {e}"
    return "text", text, parts


def compiled(env, source):
    try:
        return env.from_string(source)
    except Exception as e:
        return e


def variables_of(chats, chat):
    tools = [chats["tools"][name] for name in chat.get("tools", [])]
    return {
        "messages": chat["messages"],
        "tools": tools or None,
        "documents": chat.get("documents"),
        "add_generation_prompt": chat["prompt"],
        **chats["variables"],
        **chat.get("extras", {}),
    }


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hashed(env, folder, chats):
    for path in sorted(folder.rglob("*.jinja")):
        source = path.read_bytes().decode("utf-8")
        yield f"{path.relative_to(folder).as_posix()}\t{digest(source)}"
        template = compiled(env, source)
        for chat in chats["chats"]:
            kind, what, *parts = outcome(env, template, variables_of(chats, chat))
            if kind == "text":
                said = " ".join(f"{start}-{end}" for start, end in parts[0])
                yield f"\t{chat['name']}\ttext\t{digest(what)[:32]}\t{len(what)}\t{said}"
            else:
                yield f"\t{chat['name']}\t{kind}\t{json.dumps(what, ensure_ascii=False)}"


def texts(env, folder, chats):
    for path in sorted(folder.glob("*.jinja")):
        template = compiled(env, path.read_text(encoding="utf-8"))
        expected = {}
        used = chats["chats"] if path.name.startswith("chat-") else chats["chats"][:1]
        for chat in used:
            kind, what, *parts = outcome(env, template, variables_of(chats, chat))
            expected[chat["name"]] = {kind: what}
            if parts and parts[0]:
                expected[chat["name"]]["generated"] = parts[0]
        out = path.with_suffix(".expected.json")
        out.write_text(
            json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(arguments):
    if jinja2.__version__ != "3.1.6":
        sys.exit(f"jinja2 is {jinja2.__version__}; the files are made with 3.1.6: "
                 "pip install jinja2==3.1.6")
    own = arguments[:1] == ["--texts"]
    if len(arguments) != 3:
        sys.exit(__doc__)
    folder, chats_file = arguments[1:] if own else arguments[:2]
    chats = json.loads(pathlib.Path(chats_file).read_text(encoding="utf-8"))
    env = environment(datetime.datetime.fromisoformat(chats["now"]))
    if own:
        texts(env, pathlib.Path(folder), chats)
    else:
        lines = "\n".join(hashed(env, pathlib.Path(folder), chats))
        pathlib.Path(arguments[2]).write_text(lines + "\n", encoding="utf-8")


main(sys.argv[1:])
