resource "aws_ecs_task_definition" "login" {
  family                   = "login"
  container_definitions    = "[${local.login}]"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
}

locals {
  login = jsonencode({
    name  = "login",
    image = "${aws_ecr_repository.login.repository_url}:${terraform.workspace}",
    secrets = [
      { name = "PEPPER", valueFrom = aws_ssm_parameter.pepper.arn },
    ],
    logConfiguration = {
      logDriver = "awslogs",
      options = {
        awslogs-group         = aws_cloudwatch_log_group.login.name,
        awslogs-region        = "ap-northeast-1",
        awslogs-stream-prefix = "login",
      },
    },
  })
}
