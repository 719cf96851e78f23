"""Prints what PyYAML makes of templates: one line of JSON for each path read from standard input.

Tags of CloudFormation become what they are short for, so that both ways to write them compare
equal. Scalars stay as they are written, but for quotes.
"""
import json
import sys

import yaml

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MERGE = object()


def short(tag, value):
    """`!Sub x` is `{"Fn::Sub": x}`."""
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else "Fn::" + name: value}


def mapping(node):
    merged, own = {}, {}
    for key_node, value_node in node.value:
        key, value = tree(key_node), tree(value_node)
        if key == "<<" and key_node.style is None:
            for each in value if isinstance(value, list) else [value]:
                merged.update(each)
        elif key in own:
            raise ValueError(f"{key} stands twice")
        else:
            own[key] = value
    return {**merged, **own}


def tree(node):
    if isinstance(node, yaml.MappingNode):
        value = mapping(node)
    elif isinstance(node, yaml.SequenceNode):
        value = [tree(each) for each in node.value]
    else:
        value = node.value
    is_short = node.tag.startswith("!") and len(node.tag) > 1
    return short(node.tag, value) if is_short else value


def read(path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            nodes = list(yaml.compose_all(file.read(), Loader=Loader))
        return {"trees": [tree(node) for node in nodes if node is not None]}
    except (yaml.YAMLError, UnicodeError, ValueError, AttributeError) as error:
        return {"fault": str(error)}


for line in sys.stdin:
    print(json.dumps(read(line.rstrip("\n"))))
