// Templates: what a large one of CloudFormation and a large folder of Terraform cost, and how that
// grows. Run by ./dev bench.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const budget = 150; // milliseconds, for 500 resources and for 200 files
const mostGrowth = 11; // for ten times the input

// Five resources: what one service is made of.
function cloudformationService(i) {
  return `  Repository${i}:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: !Sub \${Team}/service-${i}
  Secret${i}:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: !Sub \${Team}/service-${i}
  Logs${i}:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Join [/, ['', ecs, !Ref Team, service-${i}]]
  Execution${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: launch
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: '*'
              - Effect: Allow
                Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                Resource: !GetAtt Repository${i}.Arn
              - Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource: !Ref Secret${i}
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !GetAtt Logs${i}.Arn
  Task${i}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub \${Team}-service-${i}
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      ExecutionRoleArn: !GetAtt Execution${i}.Arn
      ContainerDefinitions:
        - Name: web
          Image: !Sub \${Repository${i}.RepositoryUri}:1.0
          Secrets: [{Name: TOKEN, ValueFrom: !Ref Secret${i}}]
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref Logs${i}
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: web
`;
}

/** YAML text of a template with so many resources. */
export function cloudformation(resources) {
  const services = Array.from({ length: resources / 5 }, (_, i) => cloudformationService(i));
  return `Parameters:\n  Team: {Type: String, Default: shop}\nResources:\n${services.join("")}`;
}

/** HCL text of the i-th service's file. */
export function terraformService(i) {
  return `resource "aws_ecr_repository" "service_${i}" {
  name = "\${var.team}/service-${i}"
}

resource "aws_secretsmanager_secret" "service_${i}" {
  name = "\${var.team}/service-${i}"
}

resource "aws_cloudwatch_log_group" "service_${i}" {
  name = join("/", ["", "ecs", var.team, "service-${i}"])
}

resource "aws_iam_role" "service_${i}" {
  name               = "service-${i}-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "service_${i}" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
  statement {
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.service_${i}.arn]
  }
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.service_${i}.arn]
  }
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["\${aws_cloudwatch_log_group.service_${i}.arn}:*"]
  }
}

resource "aws_iam_role_policy" "service_${i}" {
  role   = aws_iam_role.service_${i}.id
  policy = data.aws_iam_policy_document.service_${i}.json
}

resource "aws_ecs_task_definition" "service_${i}" {
  family                   = "\${var.team}-service-${i}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  execution_role_arn       = aws_iam_role.service_${i}.arn
  container_definitions = jsonencode([{
    name    = "web"
    image   = "\${aws_ecr_repository.service_${i}.repository_url}:1.0"
    secrets = [{ name = "TOKEN", valueFrom = aws_secretsmanager_secret.service_${i}.arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.service_${i}.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "web"
      }
    }
  }])
}
`;
}

const terraformShared = `provider "aws" {
  region = "eu-west-1"
}

variable "team" {
  default = "shop"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
`;

function writeFolder(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.values(files).reduce((n, text) => n + Buffer.byteLength(text), 0);
}

function terraformFiles(n) {
  const services = Array.from({ length: n - 1 }, (_, i) => [`${i}.tf`, terraformService(i)]);
  return { "main.tf": terraformShared, ...Object.fromEntries(services) };
}

export function benchTemplates({ command, scratch, timeOf, line, verdict }) {
  const empty = timeOf(50, command, ["--version"]).min;
  const kinds = [
    ["resources of CloudFormation", 500, (n) => ({ "template.yaml": cloudformation(n) })],
    ["files of Terraform", 200, terraformFiles],
  ];
  console.log("\n-- check on templates, whole process, and its growth");
  for (const [what, usual, make] of kinds) {
    let last = null;
    for (const n of [usual / 10, usual, usual * 10]) {
      const folder = join(scratch, `templates-${what.slice(-4)}-${n}`);
      const bytes = writeFolder(folder, make(n));
      const args = ["check", "--format", "json", folder];
      const t = timeOf(n > usual ? 5 : 30, command, args);
      const kept = n === usual ? `at most ${budget} ms ${verdict(t.min <= budget)}` : "";
      line(`${n} ${what}, ${(bytes / 1e6).toFixed(2)} MB`, `${t.min.toFixed(2)} ms`, kept);
      line("  peak memory", `${t.kilobytes} kB`);
      if (last) {
        const slower = (t.min - empty) / last;
        const growth = `at most ${mostGrowth} ${verdict(slower <= mostGrowth)}`;
        line("  10 times the input costs in time", `${slower.toFixed(2)}x`, growth);
      }
      last = t.min - empty;
    }
  }
}
