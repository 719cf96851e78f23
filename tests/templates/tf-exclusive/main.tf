provider "aws" {
  region = "eu-south-1"
}

resource "aws_ecr_repository" "pay" {
  name = "pay"
}

resource "aws_kms_key" "pay" {
  description = "payments"
}

resource "aws_secretsmanager_secret" "pay" {
  name       = "pay"
  kms_key_id = aws_kms_key.pay.arn
}

resource "aws_cloudwatch_log_group" "pay" {
  name       = "pay"
  kms_key_id = aws_kms_key.pay.arn
}

resource "aws_iam_role" "execution" {
  name               = "pay-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "task" {
  name               = "pay-task"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "pull" {
  name   = "pay-pull"
  policy = data.aws_iam_policy_document.pull.json
}

resource "aws_iam_policy" "start" {
  name   = "pay-start"
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_iam_policy" "application" {
  name   = "pay-application"
  policy = data.aws_iam_policy_document.application.json
}

resource "aws_iam_role_policy_attachments_exclusive" "execution" {
  role_name = aws_iam_role.execution.name
  policy_arns = [
    aws_iam_policy.pull.arn,
    aws_iam_policy.start.arn,
  ]
}

resource "aws_iam_role_policy_attachments_exclusive" "task" {
  role_name = aws_iam_role.task.name
  policy_arns = [
    aws_iam_policy.application.arn,
  ]
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

data "aws_iam_policy_document" "pull" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
  statement {
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.pay.arn]
  }
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.pay.arn]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.pay.arn]
  }
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.pay.arn}:*"]
  }
}

data "aws_iam_policy_document" "application" {
  statement {
    actions   = ["payment-cryptography:EncryptData"]
    resources = ["*"]
  }
}

resource "aws_ecs_task_definition" "pay" {
  family                   = "pay"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([
    {
      name    = "pay"
      image   = "${aws_ecr_repository.pay.repository_url}@sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
      secrets = [{ name = "KEY", valueFrom = "${aws_secretsmanager_secret.pay.arn}:key::" }]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.pay.name
          awslogs-region        = "eu-south-1"
          awslogs-stream-prefix = "pay"
        }
      }
    }
  ])
}
