provider "aws" { region = local.region }

resource "aws_ecr_repository" "proxy" { name = "gateway/proxy" }

resource "aws_secretsmanager_secret" "certificate" { name = "gateway/certificate" }

resource "aws_cloudwatch_log_group" "gateway" { name = local.name }

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  launch = [
    {
      Sid      = "Token"
      Effect   = "Allow"
      Action   = "ecr:GetAuthorizationToken"
      Resource = "*"
    },
    {
      Sid      = "Pull"
      Effect   = "Allow"
      Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource = aws_ecr_repository.proxy.arn
    },
    {
      Sid      = "Certificate"
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = aws_secretsmanager_secret.certificate.arn
    },
    {
      Sid      = "Logs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.gateway.arn}:*"
    },
  ]

  application = [
    {
      Sid      = "Deliver"
      Effect   = "Allow"
      Action   = "firehose:PutRecordBatch"
      Resource = "*"
    },
  ]
}

resource "aws_iam_role" "gateway_execution" {
  name               = "gateway-execution"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "gateway" {
  name               = "gateway"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "gateway_execution" {
  role   = aws_iam_role.gateway_execution.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.launch })
}

resource "aws_iam_role_policy" "gateway" {
  role   = aws_iam_role.gateway.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.application })
}
