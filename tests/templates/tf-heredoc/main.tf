variable "aws_region" {
  type    = string
  default = "us-east-1"
}

variable "image_tag" {
  type = string
}

data "aws_caller_identity" "me" {}

resource "aws_ecr_repository" "worker" {
  name = "worker"
}

resource "aws_secretsmanager_secret" "token" {
  name = "worker-token"
}

resource "aws_cloudwatch_log_group" "worker" {
  name = "worker"
}

resource "aws_iam_role" "worker_execution" {
  name = "worker-execution"

  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Service": "ecs-tasks.amazonaws.com"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
EOF
}

resource "aws_iam_role_policy" "worker_execution" {
  name = "start"
  role = aws_iam_role.worker_execution.id

  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecr:GetAuthorizationToken",
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": [
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer"
      ],
      "Resource": "${aws_ecr_repository.worker.arn}"
    },
    {
      "Effect": "Allow",
      "Action": "secretsmanager:GetSecretValue",
      "Resource": "${aws_secretsmanager_secret.token.arn}"
    },
    {
      "Effect": "Allow",
      "Action": [
        "logs:CreateLogStream",
        "logs:PutLogEvents"
      ],
      "Resource": "${aws_cloudwatch_log_group.worker.arn}:*"
    }
  ]
}
EOF
}

resource "aws_iam_role" "worker" {
  name = "worker"

  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Service": "ecs-tasks.amazonaws.com"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
EOF
}

resource "aws_iam_role_policy" "worker" {
  name = "queue"
  role = aws_iam_role.worker.id

  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sqs:*",
      "Resource": "arn:aws:sqs:${var.aws_region}:${data.aws_caller_identity.me.account_id}:worker"
    }
  ]
}
EOF
}

resource "aws_ecs_task_definition" "worker" {
  family                   = "worker"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "${aws_iam_role.worker_execution.arn}"
  task_role_arn            = "${aws_iam_role.worker.arn}"

  container_definitions = <<DEFINITION
[
  {
    "name": "worker",
    "image": "${aws_ecr_repository.worker.repository_url}:${var.image_tag}",
    "essential": true,
    "secrets": [
      {
        "name": "TOKEN",
        "valueFrom": "${aws_secretsmanager_secret.token.arn}"
      }
    ],
    "logConfiguration": {
      "logDriver": "awslogs",
      "options": {
        "awslogs-group": "${aws_cloudwatch_log_group.worker.name}",
        "awslogs-region": "${var.aws_region}",
        "awslogs-stream-prefix": "worker"
      }
    }
  }
]
DEFINITION
}
