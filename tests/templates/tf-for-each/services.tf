variable "services" {
  type = map(object({
    cpu     = number
    memory  = number
    secrets = list(string)
  }))
  default = {
    front = { cpu = 256, memory = 512, secrets = ["session"] }
    back  = { cpu = 512, memory = 1024, secrets = ["database", "session"] }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  secret_names = toset(flatten([for service in var.services : service.secrets]))
}

resource "aws_ecr_repository" "service" {
  for_each = var.services
  name     = "app/${each.key}"
}

resource "aws_secretsmanager_secret" "all" {
  for_each = local.secret_names
  name     = "app/${each.value}"
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = var.services
  name     = "/app/${each.key}"
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

resource "aws_iam_role" "execution" {
  for_each           = var.services
  name               = "app-${each.key}-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "execution" {
  for_each = var.services

  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.service[each.key].arn]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for name in each.value.secrets : aws_secretsmanager_secret.all[name].arn]
  }

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.service[each.key].arn}:*"]
  }
}

resource "aws_iam_role_policy" "execution" {
  for_each = var.services
  role     = aws_iam_role.execution[each.key].id
  policy   = data.aws_iam_policy_document.execution[each.key].json
}

resource "aws_ecs_task_definition" "service" {
  for_each                 = var.services
  family                   = "app-${each.key}"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn

  container_definitions = jsonencode([
    {
      name  = each.key
      image = "${aws_ecr_repository.service[each.key].repository_url}:current"
      secrets = [
        for name in each.value.secrets : {
          name      = upper(name)
          valueFrom = aws_secretsmanager_secret.all[name].arn
        }
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.service[each.key].name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = each.key
        }
      }
    }
  ])
}
