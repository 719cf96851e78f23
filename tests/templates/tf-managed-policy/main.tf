# The managed policy for pulls and logs, and one of our own for what it lacks.
provider "aws" {
  region = "eu-west-3"
}

variable "image" {
  type    = string
  default = "111122223333.dkr.ecr.eu-west-3.amazonaws.com/reports:2024"
}

resource "aws_secretsmanager_secret" "warehouse" {
  name = "reports/warehouse"
}

resource "aws_iam_role" "execution" {
  name                = "reports-execution"
  managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]
  assume_role_policy = jsonencode(
    {
      "Version" : "2012-10-17",
      "Statement" : [
        {
          "Effect" : "Allow",
          "Principal" : { "Service" : "ecs-tasks.amazonaws.com" },
          "Action" : "sts:AssumeRole"
        }
      ]
    }
  )
}

data "aws_iam_policy" "spans" {
  arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy_attachment" "spans" {
  role       = aws_iam_role.execution.name
  policy_arn = data.aws_iam_policy.spans.arn
}

resource "aws_iam_role_policy" "secrets" {
  role = aws_iam_role.execution.name
  policy = jsonencode(
    {
      "Version" : "2012-10-17",
      "Statement" : [
        {
          "Effect" : "Allow",
          "Action" : "kms:GenerateDataKey",
          "Resource" : "arn:aws:kms:eu-west-3:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
        },
        {
          "Effect" : "Allow",
          "Action" : "secretsmanager:GetSecretValue",
          "Resource" : aws_secretsmanager_secret.warehouse.arn
        }
      ]
    }
  )
}

resource "aws_ecs_task_definition" "reports" {
  family                   = "reports"
  execution_role_arn       = aws_iam_role.execution.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 1024
  memory                   = 2048
  container_definitions = jsonencode(
    [
      {
        "name" : "reports",
        "image" : var.image,
        "secrets" : [{ "name" : "WAREHOUSE", "valueFrom" : "${aws_secretsmanager_secret.warehouse.arn}:password::" }],
        "logConfiguration" : {
          "logDriver" : "awslogs",
          "options" : {
            "awslogs-group" : "/ecs/reports",
            "awslogs-region" : "eu-west-3",
            "awslogs-stream-prefix" : "reports"
          }
        }
      }
    ]
  )
}
