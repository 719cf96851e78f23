# What exists already is looked up.
data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

data "aws_partition" "current" {}

data "aws_ecr_repository" "search" {
  name = "search"
}

data "aws_secretsmanager_secret" "search" {
  name = "live/search"
}

data "aws_cloudwatch_log_group" "search" {
  name = "/live/search"
}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.name
  logs    = "arn:${data.aws_partition.current.partition}:logs:${local.region}:${local.account}"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "AllowToken"
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid    = "AllowPull"
    effect = "Allow"
    actions = [
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = [data.aws_ecr_repository.search.arn]
  }

  statement {
    sid       = "AllowSecret"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [data.aws_secretsmanager_secret.search.arn]
  }

  statement {
    sid    = "AllowLogs"
    effect = "Allow"
    actions = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]
    resources = ["${local.logs}:log-group:${data.aws_cloudwatch_log_group.search.name}:*"]
  }
}

data "aws_iam_policy_document" "task" {
  statement {
    sid       = "AllowSearch"
    effect    = "Allow"
    actions   = ["es:ESHttpPost"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "execution" {
  name_prefix        = "search"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "task" {
  name_prefix        = "search"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "execution" {
  name_prefix = "search"
  role        = aws_iam_role.execution.id
  policy      = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role_policy" "task" {
  name_prefix = "search"
  role        = aws_iam_role.task.id
  policy      = data.aws_iam_policy_document.task.json
}

resource "aws_ecs_task_definition" "search" {
  family                   = "search"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([
    {
      name  = "search"
      image = "${data.aws_ecr_repository.search.repository_url}:current"
      secrets = [
        {
          name      = "SEARCH_KEY"
          valueFrom = data.aws_secretsmanager_secret.search.arn
        }
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = data.aws_cloudwatch_log_group.search.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "search"
        }
      }
    }
  ])
}
