provider "aws" {
  region = "ap-northeast-1"
}

resource "aws_ecr_repository" "login" {
  name = "login"
}

resource "aws_ssm_parameter" "pepper" {
  name  = "/login/pepper"
  type  = "String"
  value = "changed by hand"

  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_cloudwatch_log_group" "login" {
  name = "login"
}

data "aws_iam_policy_document" "trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]
    principals {
      identifiers = ["ecs-tasks.amazonaws.com"]
      type        = "Service"
    }
  }
}

data "aws_iam_policy_document" "registry" {
  statement {
    effect    = "Allow"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "pull" {
  source_policy_documents = [data.aws_iam_policy_document.registry.json]

  statement {
    effect = "Allow"
    actions = [
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = [
      aws_ecr_repository.login.arn,
    ]
  }
}

data "aws_iam_policy_document" "logs" {
  statement {
    sid    = "logs"
    effect = "Allow"
    actions = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]
    resources = [
      "${aws_cloudwatch_log_group.login.arn}:log-stream:*",
    ]
  }
}

data "aws_iam_policy_document" "execution" {
  source_policy_documents = [
    data.aws_iam_policy_document.pull.json,
    data.aws_iam_policy_document.logs.json,
  ]

  statement {
    sid       = "parameters"
    effect    = "Allow"
    actions   = ["ssm:GetParameters"]
    resources = [aws_ssm_parameter.pepper.arn]
  }
}

data "aws_iam_policy_document" "task" {
  statement {
    effect    = "Allow"
    actions   = ["cognito-idp:AdminGetUser"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "execution" {
  name_prefix        = "login-execution-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "task" {
  name_prefix        = "login-task-"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "execution" {
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role_policy" "task" {
  name   = "task"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task.json
}
