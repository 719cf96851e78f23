terraform {
  backend "s3" {}
}

variable "environment" {}
variable "repository" {}
variable "log_group" {}
variable "secret_name" {}
variable "account" {}
variable "region" {}

locals {
  registry = "${var.account}.dkr.ecr.${var.region}.amazonaws.com"
  tags     = merge({ environment = var.environment }, { project = "chat" })
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]
}

resource "aws_secretsmanager_secret" "signing" {
  name = format("%s/%s", var.environment, var.secret_name)
  tags = local.tags
}

resource "aws_iam_role" "chat_execution" {
  name               = join("-", ["chat", var.environment, "execution"])
  path               = "/ecs/"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_iam_role" "chat" {
  name               = join("-", ["chat", var.environment])
  path               = "/ecs/"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

data "aws_iam_policy_document" "assume" {
  version = "2012-10-17"

  statement {
    sid     = ""
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type = "Service"

      identifiers = [
        "ecs-tasks.amazonaws.com",
      ]
    }
  }
}

resource "aws_iam_policy" "chat_execution" {
  name        = "chat-${var.environment}-execution"
  description = "Starts the chat"
  policy      = data.aws_iam_policy_document.chat_execution.json
}

data "aws_iam_policy_document" "chat_execution" {
  version = "2012-10-17"

  statement {
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    effect = "Allow"

    actions = [
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]

    resources = [
      "arn:aws:ecr:${var.region}:${var.account}:repository/${var.repository}",
    ]
  }

  statement {
    effect = "Allow"

    actions = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]

    resources = [
      "arn:aws:logs:${var.region}:${var.account}:log-group:${var.log_group}:*",
    ]
  }

  statement {
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.signing.arn]
  }
}

resource "aws_iam_policy_attachment" "chat_execution" {
  name       = "chat-${var.environment}-execution"
  roles      = [aws_iam_role.chat_execution.name]
  policy_arn = aws_iam_policy.chat_execution.arn
}

resource "aws_iam_role_policy_attachment" "chat" {
  role       = aws_iam_role.chat.name
  policy_arn = aws_iam_policy.chat.arn
}

resource "aws_iam_policy" "chat" {
  name   = "chat-${var.environment}"
  policy = data.aws_iam_policy_document.chat.json
}

data "aws_iam_policy_document" "chat" {
  version = "2012-10-17"

  statement {
    effect    = "Allow"
    actions   = ["execute-api:ManageConnections"]
    resources = ["*"]
  }
}

resource "aws_ecs_task_definition" "chat" {
  family                   = "chat-${var.environment}"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.chat_execution.arn
  task_role_arn            = aws_iam_role.chat.arn
  container_definitions = jsonencode([
    {
      name  = "chat"
      image = "${local.registry}/${var.repository}:${var.environment}"
      secrets = [
        { name = "SIGNING_KEY", valueFrom = aws_secretsmanager_secret.signing.arn },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = var.log_group
          awslogs-region        = var.region
          awslogs-stream-prefix = "chat"
        }
      }
    },
  ])
  tags = local.tags
}
