resource "aws_ecs_task_definition" "billing" {
  family                   = "billing"
  execution_role_arn       = aws_iam_role.billing_execution.arn
  task_role_arn            = aws_iam_role.billing.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = <<-JSON
    [
      {
        "name": "billing",
        "image": "111122223333.dkr.ecr.eu-north-1.amazonaws.com/billing:${local.tag}",
        "secrets": [
          {"name": "STRIPE", "valueFrom": "${aws_secretsmanager_secret.stripe.arn}"}
        ],
        "logConfiguration": {
          "logDriver": "awslogs",
          "options": {
            "awslogs-group": "billing",
            "awslogs-region": "eu-north-1",
            "awslogs-stream-prefix": "ecs"
          }
        }
      }
    ]
  JSON
}

locals {
  tag = "stable"
}

resource "aws_secretsmanager_secret" "stripe" {
  name = "billing/stripe"
}

resource "aws_iam_role" "billing_execution" {
  name               = "billing-execution"
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {"Service": ["ecs-tasks.amazonaws.com"]},
          "Action": ["sts:AssumeRole"]
        }
      ]
    }
  JSON
}

resource "aws_iam_policy" "billing_execution" {
  name   = "billing-execution"
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["ecr:GetAuthorizationToken"],
          "Resource": ["*"]
        },
        {
          "Effect": "Allow",
          "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          "Resource": ["arn:aws:ecr:eu-north-1:111122223333:repository/billing"]
        },
        {
          "Effect": "Allow",
          "Action": ["secretsmanager:GetSecretValue"],
          "Resource": ["${aws_secretsmanager_secret.stripe.arn}"]
        },
        {
          "Effect": "Allow",
          "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
          "Resource": ["arn:aws:logs:eu-north-1:111122223333:log-group:billing:*"]
        }
      ]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "billing_execution" {
  role       = aws_iam_role.billing_execution.name
  policy_arn = aws_iam_policy.billing_execution.arn
}

resource "aws_iam_role" "billing" {
  name               = "billing"
  assume_role_policy = aws_iam_role.billing_execution.assume_role_policy
}

resource "aws_iam_role_policy" "billing" {
  name   = "tables"
  role   = aws_iam_role.billing.name
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["dynamodb:Query"],
          "Resource": ["arn:aws:dynamodb:eu-north-1:111122223333:table/billing"]
        }
      ]
    }
  JSON
}
