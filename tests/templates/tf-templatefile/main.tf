provider "aws" {
  region = "eu-west-2"
}

resource "aws_ecr_repository" "mail" {
  name = "mail"
}

resource "aws_secretsmanager_secret" "smtp" {
  name = "mail/smtp"
}

resource "aws_cloudwatch_log_group" "mail" {
  name = "mail"
}

resource "aws_ecs_task_definition" "mail" {
  family                   = "mail"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = templatefile("${path.module}/templates/containers.json.tftpl", {
    image   = aws_ecr_repository.mail.repository_url
    tag     = "2024-05-01"
    region  = "eu-west-2"
    group   = aws_cloudwatch_log_group.mail.name
    secrets = { SMTP_PASSWORD = aws_secretsmanager_secret.smtp.arn }
  })
}
