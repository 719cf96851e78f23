"""Prints what PyYAML makes of YAML files, in the words of tests/yaml_dump.c."""
import json
import re
import sys

import yaml

NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*([eE][-+][0-9]+)?)?")
RESOLVER = yaml.SafeLoader("")


def kind_of(event, is_key):
    """What tests/yaml_dump.c calls a scalar: decimal numbers alone are numbers."""
    if is_key or not event.implicit[0] or event.tag:
        return "str"
    tag = RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False)).rsplit(":", 1)[1]
    if tag in ("null", "bool"):
        return tag
    return "number" if tag in ("int", "float") and NUMBER.fullmatch(event.value) else "str"


def tag_of(event, text):
    """As written: behind an anchor, if there is one."""
    if event.tag is None or event.start_mark is None:
        return ""
    start = event.start_mark.index
    written = re.compile(r"(?:&\S+\s+)?(!\S*)").match(text, start)
    return written.group(1) + " " if written else ""


class Walk:
    def __init__(self, text, offsets):
        self.text, self.offsets = text, offsets
        self.stack, self.anchors, self.out = [], {}, []

    def offset(self, event, tag):
        """Where the value itself begins, in bytes: behind tag and anchor."""
        at = event.start_mark.index
        behind = re.compile(r"(?:(?:&\S+|!\S*)(?:\s+|#.*)*)*")
        if tag or getattr(event, "anchor", None):
            at = behind.match(self.text, at).end()
        return self.offsets[at]

    def take_key(self):
        """Whether the next value is a key; keys and values of a mapping take turns."""
        if not self.stack or self.stack[-1][0] != "{":
            return False
        self.stack[-1][1] = not self.stack[-1][1]
        return self.stack[-1][1]

    def event(self, event):
        if isinstance(event, yaml.DocumentStartEvent):
            self.out.append("document")
            self.anchors = {}
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.out.append("]" if self.stack.pop()[0] == "[" else "}")
        elif isinstance(event, yaml.AliasEvent):
            self.take_key()
            self.out.append(f"alias {self.anchors[event.anchor]}")
        elif isinstance(event, yaml.NodeEvent):
            self.node(event)

    def node(self, event):
        is_key = self.take_key()
        tag = tag_of(event, self.text)
        offset = self.offset(event, tag)
        if event.anchor:
            self.anchors[event.anchor] = offset
        if isinstance(event, yaml.ScalarEvent):
            kind = kind_of(event, is_key)
            empty = event.value == "" and event.style is None
            role = "key" if is_key else "value"
            if empty and not is_key:
                self.out.append(f'{tag}null {role} * ""')
            else:
                value = json.dumps(event.value, ensure_ascii=False)
                self.out.append(f"{tag}{kind} {role} {offset} {value}")
        else:
            opener = "[" if isinstance(event, yaml.SequenceStartEvent) else "{"
            self.stack.append([opener, False])
            self.out.append(tag + opener)


def dump(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    bom = 3 if open(path, "rb").read(3) == b"\xef\xbb\xbf" else 0
    offsets, at = [], bom
    for character in text:
        offsets.append(at)
        at += len(character.encode("utf-8"))
    offsets.append(at)
    walk = Walk(text, offsets)
    print("file", path)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            walk.event(event)
        print("\n".join(walk.out))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        print("refused", offsets[min(mark.index, len(text))] if mark else 0, getattr(error, "problem", ""))


for each in sys.argv[1:]:
    dump(each)
