locals {
  name   = "gateway"
  region = "us-east-2"

  log_options = {
    "awslogs-group"         = local.name
    "awslogs-region"        = local.region
    "awslogs-stream-prefix" = "ecs"
  }

  proxy = jsonencode({
    "name" : "proxy",
    "image" : "${aws_ecr_repository.proxy.repository_url}:5.1",
    "essential" : true,
    "secrets" : [{ "name" : "CERTIFICATE", "valueFrom" : aws_secretsmanager_secret.certificate.arn }],
    "logConfiguration" : { "logDriver" : "awslogs", "options" : local.log_options }
  })

  sidecar = <<EOF
  {
    "name": "sidecar",
    "image": "public.ecr.aws/docker/library/busybox:1.36",
    "essential": false,
    "command": ["sleep", "infinity"]
  }
EOF
}

resource "aws_ecs_task_definition" "gateway" {
  family                   = local.name
  container_definitions    = "[${local.proxy}, ${local.sidecar}]"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.gateway_execution.arn
  task_role_arn            = aws_iam_role.gateway.arn
}
