"""Finds in templates of CloudFormation where each of the six classic breaks can be made.

Reads paths from standard input and prints for each one line of JSON: a list of
{"kind", "edits": [[start, end, text]], "lines": [first, last], "task"}, with offsets in characters
and the lines, of the template as it was, where a finding may point.
"""
import json
import sys

import yaml

Loader = getattr(yaml, "CLoader", yaml.Loader)
PULLS = {"ecr:batchgetimage", "ecr:getdownloadurlforlayer"}
LOGS = {"logs:createlogstream", "logs:putlogevents", "logs:createloggroup"}
SECRETS = {"secretsmanager:getsecretvalue", "ssm:getparameters"}
ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/none"


def get(node, key):
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value
    return None


def entry(node, key):
    for name, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if name.value == key:
            return name, value
    return None, None


def items(node):
    return node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []


def scalars(node):
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif node is not None:
        for each in node.value:
            for inner in each if isinstance(each, tuple) else (each,):
                yield from scalars(inner)


def logical_id(node):
    """The resource that `!GetAtt X.Arn`, `!Ref X` and their long forms name."""
    if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        key, node = node.value[0]
        if key.value not in ("Fn::GetAtt", "Ref"):
            return None
    elif node is None or node.tag not in ("!GetAtt", "!Ref"):
        return None
    first = next(scalars(node), None)
    return first.value.split(".")[0] if first else None


class Template:
    def __init__(self, text):
        self.text = text
        root = yaml.compose(text, Loader=Loader)
        resources = get(root, "Resources")
        self.all = {k.value: (k, v) for k, v in resources.value} if resources else {}
        self.found = []

    def of_type(self, name):
        for key, (_, node) in self.all.items():
            kind = get(node, "Type")
            if kind is not None and kind.value == name:
                yield key, node

    def statements(self, role):
        """(statement, list that holds it) of every policy of the role."""
        documents = []
        properties = get(self.all[role][1], "Properties")
        for policy in items(get(properties, "Policies")):
            documents.append(get(policy, "PolicyDocument"))
        for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for _, node in self.of_type(kind):
                own = get(node, "Properties")
                if role in [logical_id(each) for each in items(get(own, "Roles"))]:
                    documents.append(get(own, "PolicyDocument"))
        for document in documents:
            holder = get(document, "Statement")
            for statement in items(holder):
                if isinstance(statement, yaml.MappingNode):
                    yield statement, holder

    def add(self, kind, task, edits, first, last):
        lines = [first.line + 1, last.line + 1]
        self.found.append({"kind": kind, "task": task, "edits": edits, "lines": lines})

    def whole_lines(self, start, end):
        """The block from the line of `start` to the one where `end` stands, if it is lines."""
        begin = self.text.rfind("\n", 0, start.index) + 1
        if self.text[begin : start.index].strip(" -"):
            return None
        stop = end.index
        while stop > begin and self.text[stop - 1] in " \n\t\r":
            stop -= 1
        behind = self.text.find("\n", stop)
        if behind < 0 or self.text[stop:behind].strip(" \r"):
            return None
        return begin, behind + 1

    def cut(self, holder, item):
        """Takes an item out of a list that has others, in lines of its own or between commas."""
        at = holder.value.index(item)
        if not holder.flow_style:
            return self.whole_lines(item.start_mark, item.end_mark)
        if at + 1 < len(holder.value):
            return item.start_mark.index, holder.value[at + 1].start_mark.index
        return holder.value[at - 1].end_mark.index, item.end_mark.index

    def scalar(self, node):
        raw = self.text[node.start_mark.index : node.end_mark.index]
        if node.value not in raw:
            return None
        at = node.start_mark.index + raw.index(node.value)
        return at, at + len(node.value)


def mutate_role(t, task, properties):
    key, value = entry(properties, "ExecutionRoleArn")
    place = t.whole_lines(key.start_mark, value.end_mark)
    flow = properties.flow_style or t.text.lstrip().startswith("{")
    if place and not flow:
        node = t.all[task]
        t.add("role-removed", task, [[*place, ""]], node[0].start_mark, node[1].end_mark)
    elif flow and place and t.text[: place[1]].rstrip().endswith(","):
        node = t.all[task]
        t.add("role-removed", task, [[*place, ""]], node[0].start_mark, node[1].end_mark)


def mutate_trust(t, task, role):
    trust = get(get(t.all[role][1], "Properties"), "AssumeRolePolicyDocument")
    named = [each for each in scalars(trust) if each.value == "ecs-tasks.amazonaws.com"]
    if len(named) == 1 and t.scalar(named[0]):
        t.add("trust-ec2", task, [[*t.scalar(named[0]), "ec2.amazonaws.com"]],
              trust.start_mark, trust.end_mark)


def actions_of(statement):
    return {each.value.lower() for each in items(get(statement, "Action")) if each is not None}


def mutate_statements(t, task, role, task_role):
    for statement, holder in t.statements(role):
        actions = actions_of(statement)
        resource = get(statement, "Resource")
        star = [each for each in scalars(resource) if each.value == "*"]
        if "ecr:getauthorizationtoken" in actions and len(star) == 1 and not actions & LOGS:
            quoted = t.text[star[0].start_mark.index] in "'\""
            text = ARN if quoted else f"'{ARN}'"
            t.add("token-scoped", task, [[*t.scalar(star[0]), text]],
                  star[0].start_mark, star[0].end_mark)
        bare = [each for each in scalars(resource) if each.value.endswith(":*")]
        if actions and actions <= LOGS and len(bare) == 1 and "log-group:" in bare[0].value:
            start, end = t.scalar(bare[0])
            t.add("log-group-bare", task, [[end - 2, end, ""]],
                  resource.start_mark, resource.end_mark)
        if not isinstance(holder, yaml.SequenceNode) or len(holder.value) < 2:
            continue
        place = t.cut(holder, statement)
        if not place:
            continue
        if actions and actions <= SECRETS:
            t.add("secret-dropped", task, [[*place, ""]], t.all[task][0].start_mark,
                  t.all[task][1].end_mark)
        if actions & PULLS and actions <= PULLS | {"ecr:batchchecklayeravailability"}:
            move(t, task, place, statement, holder.flow_style, task_role)


def move(t, task, place, statement, flow, task_role):
    if task_role not in t.all:
        return
    for other, holder in t.statements(task_role):
        if not isinstance(holder, yaml.SequenceNode) or holder.flow_style != flow:
            continue
        if flow or other.start_mark.column == statement.start_mark.column:
            begin = t.text.rfind("\n", 0, other.start_mark.index) + 1
            text = t.text[place[0] : place[1]]
            if flow:
                begin = other.start_mark.index
                text = t.text[statement.start_mark.index : statement.end_mark.index] + ", "
            edits = sorted([[*place, ""], [begin, begin, text]])
            t.add("ecr-on-task-role", task, edits, t.all[task][0].start_mark,
                  t.all[task][1].end_mark)
            return


def mutate_managed(t, task, role, task_role):
    """The managed policy of execution roles goes to the task role."""
    if task_role not in t.all or task_role == role:
        return
    properties = get(t.all[role][1], "Properties")
    key, arns = entry(properties, "ManagedPolicyArns")
    others = get(t.all[task_role][1], "Properties")
    if not isinstance(arns, yaml.SequenceNode) or arns.flow_style or not others:
        return
    for arn in arns.value:
        if not arn.value.__str__().endswith("AmazonECSTaskExecutionRolePolicy"):
            continue
        place = t.whole_lines((arn if len(arns.value) > 1 else key).start_mark, arn.end_mark)
        column = " " * others.start_mark.column
        begin = t.text.rfind("\n", 0, others.start_mark.index) + 1
        text = t.text[arn.start_mark.index : arn.end_mark.index].rstrip()
        held, own = entry(others, "ManagedPolicyArns")
        if held is not None:
            begin = t.text.rfind("\n", 0, items(own)[0].start_mark.index) + 1
            lead = t.text[begin : items(own)[0].start_mark.index]
        if not place or (held is not None and (own.flow_style or lead.strip() != "-")):
            return
        put = f"{lead}{text}\n" if held else f"{column}ManagedPolicyArns:\n{column}  - {text}\n"
        edits = sorted([[*place, ""], [begin, begin, put]])
        t.add("ecr-on-task-role", task, edits, t.all[task][0].start_mark,
              t.all[task][1].end_mark)


def mutate_log_group(t, task, role, properties):
    """A statement about logs of everything names the log group, without what its streams need."""
    names = []
    for container in items(get(properties, "ContainerDefinitions")):
        options = get(get(container, "LogConfiguration"), "Options")
        group = get(options, "awslogs-group")
        name = logical_id(group) if group is not None else None
        if name in t.all and t.all[name][1] is not None:
            names.append(name)
    for statement, _ in t.statements(role):
        resource = get(statement, "Resource")
        actions = actions_of(statement)
        stars = [each for each in scalars(resource) if each.value == "*"]
        if not names or not actions or not actions <= LOGS or len(stars) != 1:
            continue
        star = stars[0]
        start, end = star.start_mark.index, star.end_mark.index
        arn = f"arn:aws:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:${{{names[0]}}}"
        json_text = t.text.lstrip().startswith("{")
        put = '{"Fn::Sub": "%s"}' % arn if json_text else f"!Sub '{arn}'"
        t.add("log-group-bare", task, [[start, end, put]], statement.start_mark,
              statement.end_mark)


def mutations(text):
    t = Template(text)
    for task, node in t.of_type("AWS::ECS::TaskDefinition"):
        properties = get(node, "Properties")
        role = logical_id(get(properties, "ExecutionRoleArn"))
        if role not in t.all:
            continue
        mutate_role(t, task, properties)
        mutate_trust(t, task, role)
        task_role = logical_id(get(properties, "TaskRoleArn"))
        mutate_statements(t, task, role, task_role)
        mutate_managed(t, task, role, task_role)
        mutate_log_group(t, task, role, properties)
    return t.found


for line in sys.stdin:
    try:
        with open(line.rstrip("\n"), encoding="utf-8", newline="") as file:
            print(json.dumps(mutations(file.read())))
    except (yaml.YAMLError, UnicodeError, AttributeError, ValueError):
        print("[]")
