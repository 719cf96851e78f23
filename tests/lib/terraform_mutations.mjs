// Where text of Terraform can be broken in the classic ways. Found by pattern, not by parsing: what
// is no real break is told apart later, by what it does to the calls of the launch.

const kms = ["kms:Decrypt"];
const secrets = ["secretsmanager:GetSecretValue", "ssm:GetParameters", "ssm:GetParameter", ...kms];
const none = '"arn:aws:ecr:eu-west-1:111122223333:repository/none"';

const lineOf = (text, at) => text.slice(0, at).split("\n").length;

/** The lines of the top-level block around a place. */
function blockAround(text, at) {
  const words = ["resource", "data", "locals", "module"];
  const start = Math.max(...words.map((word) => text.lastIndexOf(`\n${word} `, at)));
  const end = text.indexOf("\n}", at);
  return [lineOf(text, start + 1), lineOf(text, end < 0 ? text.length : end + 1)];
}

/** From the brace that opens the innermost block around a place to the one that closes it. */
function bracesAround(text, at) {
  let depth = 0;
  let start = at;
  for (; start >= 0; start--) {
    if (text[start] === "}") depth++;
    else if (text[start] === "{" && depth-- === 0) break;
  }
  depth = 0;
  for (let end = start + 1; start >= 0 && end < text.length; end++) {
    if (text[end] === "{") depth++;
    else if (text[end] === "}" && depth-- === 0) return { start, end: end + 1 };
  }
  return null;
}

const actionsIn = (text) => text.match(/(?<=")[a-z0-9-]+:[A-Z][A-Za-z]*\*?(?=")/g) ?? [];

function edit(kind, start, end, put, lines) {
  return { kind, task: "", edits: [[start, end, put]], lines };
}

function* rolesRemoved(text) {
  for (const match of text.matchAll(/^[ \t]*execution_role_arn[ \t]*=.*\n/gm)) {
    const end = match.index + match[0].length;
    yield edit("role-removed", match.index, end, "", blockAround(text, match.index));
  }
}

function* trustChanged(text) {
  for (const match of text.matchAll(/"ecs-tasks\.amazonaws\.com"/g)) {
    const end = match.index + match[0].length;
    const lines = blockAround(text, match.index);
    yield edit("trust-ec2", match.index, end, '"ec2.amazonaws.com"', lines);
  }
}

function* tokensScoped(text) {
  for (const match of text.matchAll(/"ecr:GetAuthorizationToken"/g)) {
    const block = bracesAround(text, match.index);
    const inner = block && text.slice(block.start, block.end);
    const star = inner && /"?resources?"?\s*[=:]\s*\[?\s*("\*")/i.exec(inner);
    if (!star || actionsIn(inner).some((action) => action.startsWith("logs:"))) continue;
    const at = block.start + star.index + star[0].length - 3;
    yield edit("token-scoped", at, at + 3, none, [lineOf(text, at), lineOf(text, at)]);
  }
}

function* secretsDropped(text) {
  for (const match of text.matchAll(/"(secretsmanager:GetSecretValue|ssm:GetParameters)"/g)) {
    const block = bracesAround(text, match.index);
    const inner = block && text.slice(block.start, block.end);
    const others = inner && actionsIn(inner).some((action) => !secrets.includes(action));
    if (!inner || others || /"?Statement"?\s*[=:]/.test(inner)) continue;
    const head = /\n[ \t]*(statement[ \t]*)?$/.exec(text.slice(0, block.start));
    const tail = /^,?[ \t]*(?=\n)/.exec(text.slice(block.end));
    if (head && tail) {
      yield edit("secret-dropped", head.index, block.end + tail[0].length, "", null);
    }
  }
}

function* attachmentsMoved(text, others) {
  const task = /\btask_role_arn\s*=\s*(aws_iam_role\.\w+)/.exec(others)?.[1];
  const attachment = /^resource "aws_iam_role_policy_attachment"[^{]*\{[\s\S]*?\n\}/gm;
  for (const match of text.matchAll(attachment)) {
    const role = /\brole\s*=\s*(aws_iam_role\.\w+)/.exec(match[0]);
    if (!task || !role || role[1] === task || !match[0].includes("AmazonECSTaskExecutionRole")) {
      continue;
    }
    const end = match.index + role.index + role[0].length;
    yield edit("ecr-on-task-role", end - role[1].length, end, task, null);
  }
}

function* logGroupsBare(text) {
  for (const match of text.matchAll(/(log-group:[^"\n]*|log_group\.[\w.]+\})(:\*)"/g)) {
    const end = match.index + match[0].length - 1;
    const lines = [lineOf(text, end), lineOf(text, end)];
    yield edit("log-group-bare", end - 2, end, "", lines);
  }
}

/** [{ kind, task, edits: [[start, end, text]], lines }] of one file; `others` is the text of its
 *  folder. Without `lines` the place of the finding is not known beforehand. */
export function terraformMutations(text, others) {
  return [
    ...rolesRemoved(text),
    ...attachmentsMoved(text, others),
    ...secretsDropped(text),
    ...trustChanged(text),
    ...tokensScoped(text),
    ...logGroupsBare(text),
  ];
}
