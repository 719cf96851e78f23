provider "aws" {
  region = "us-west-2"
}

resource "aws_ecr_repository" "feeds" {
  name = "feeds"
}

resource "aws_ssm_parameter" "key" {
  name  = "/feeds/key"
  type  = "String"
  value = "-"
}

resource "aws_cloudwatch_log_group" "feeds" {
  name = "feeds"
}

resource "aws_iam_role" "execution" {
  name = "feeds-execution"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17",
    Statement = [{ Effect = "Allow", Principal = { Service = ["ecs-tasks.amazonaws.com"] }, Action = ["sts:AssumeRole"] }],
  })

  inline_policy {
    name = "pull"
    policy = jsonencode({
      Version = "2012-10-17",
      Statement = [
        { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
        { Effect = "Allow", Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource = [aws_ecr_repository.feeds.arn] },
      ],
    })
  }

  inline_policy {
    name = "rest"
    policy = jsonencode({
      Version = "2012-10-17",
      Statement = [
        { Effect = "Allow", Action = ["ssm:GetParameters"], Resource = [aws_ssm_parameter.key.arn] },
        { Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${aws_cloudwatch_log_group.feeds.arn}:*"] },
      ],
    })
  }
}

resource "aws_iam_role" "task" {
  name = "feeds"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17",
    Statement = [{ Effect = "Allow", Principal = { Service = ["ecs-tasks.amazonaws.com"] }, Action = ["sts:AssumeRole"] }],
  })

  inline_policy {
    name = "stream"
    policy = jsonencode({
      Version = "2012-10-17",
      Statement = [
        { Effect = "Allow", Action = ["kinesis:PutRecord"], Resource = ["*"] },
      ],
    })
  }
}

resource "aws_ecs_task_definition" "feeds" {
  family                   = "feeds"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = <<EOT
[{
  "name": "feeds",
  "image": "${aws_ecr_repository.feeds.repository_url}:9",
  "secrets": [{"name": "KEY", "valueFrom": "${aws_ssm_parameter.key.arn}"}],
  "logConfiguration": {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "${aws_cloudwatch_log_group.feeds.name}", "awslogs-region": "us-west-2", "awslogs-stream-prefix": "f"}
  }
}]
EOT
}
