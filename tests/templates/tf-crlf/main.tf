provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecr_repository" "legacy" {
  name = "legacy"
}

resource "aws_secretsmanager_secret" "legacy" {
  name = "legacy"
}

resource "aws_cloudwatch_log_group" "legacy" {
  name = "legacy"
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

// the role that ECS uses
resource "aws_iam_role" "execution" {
  name               = "legacy-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "execution" {
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
  statement {
    actions = [
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer"
    ]
    resources = [aws_ecr_repository.legacy.arn]
  }
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.legacy.arn]
  }
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.legacy.arn}:*"]
  }
}

// the role that the application uses
resource "aws_iam_role" "task" {
  name               = "legacy-task"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "task" {
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}

data "aws_iam_policy_document" "task" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::legacy/*"]
  }
}

resource "aws_ecs_task_definition" "legacy" {
  family                   = "legacy"
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name    = "legacy"
    image   = "${aws_ecr_repository.legacy.repository_url}:1"
    secrets = [{ name = "PASSWORD", valueFrom = aws_secretsmanager_secret.legacy.arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.legacy.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "legacy"
      }
    }
  }])
}
