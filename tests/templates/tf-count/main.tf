variable "create_secret" {
  type    = bool
  default = true
}

variable "with_task_role" {
  type    = bool
  default = true
}

provider "aws" { region = "eu-west-1" }

resource "aws_ecr_repository" "jobs" {
  name = "jobs"
}

resource "aws_secretsmanager_secret" "jobs" {
  count = var.create_secret ? 1 : 0
  name  = "jobs"
}

resource "aws_cloudwatch_log_group" "jobs" {
  count = 1
  name  = "jobs-${count.index}"
}

resource "aws_iam_role" "execution" {
  name = "jobs-execution"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Action    = "sts:AssumeRole"
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  name = "execution"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Effect   = "Allow"
          Action   = "ecr:GetAuthorizationToken"
          Resource = "*"
        },
        {
          Effect   = "Allow"
          Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
          Resource = aws_ecr_repository.jobs.arn
        },
        {
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = "${aws_cloudwatch_log_group.jobs[0].arn}:*"
        },
      ],
      var.create_secret ? [
        {
          Effect   = "Allow"
          Action   = "secretsmanager:GetSecretValue"
          Resource = one(aws_secretsmanager_secret.jobs[*].arn)
        },
      ] : []
    )
  })
}

resource "aws_iam_role" "task" {
  count = var.with_task_role ? 1 : 0
  name  = "jobs-task"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Action    = "sts:AssumeRole"
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task" {
  count = var.with_task_role ? 1 : 0
  name  = "task"
  role  = aws_iam_role.task[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "states:SendTaskSuccess"
        Resource = "*"
      },
    ]
  })
}

resource "aws_ecs_task_definition" "jobs" {
  family                   = "jobs"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.with_task_role ? aws_iam_role.task[0].arn : null

  container_definitions = jsonencode([
    {
      name  = "jobs"
      image = "${aws_ecr_repository.jobs.repository_url}:2"
      secrets = var.create_secret ? [
        { name = "TOKEN", valueFrom = aws_secretsmanager_secret.jobs[0].arn }
      ] : []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.jobs[0].name
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "jobs"
        }
      }
    }
  ])
}
