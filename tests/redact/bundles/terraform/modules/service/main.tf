variable "kumquat_role" {
  type = string
}

variable "password" {
  sensitive = true
}

resource "aws_secretsmanager_secret" "kumquat" {
  name = "kumquat/service"
}

resource "aws_ecs_task_definition" "worker" {
  family             = "kumquat-worker"
  execution_role_arn = var.kumquat_role
  container_definitions = jsonencode([{
    name    = "worker"
    image   = "nginx"
    secrets = [{ name = "API_KEY", valueFrom = aws_secretsmanager_secret.kumquat.arn }]
  }])
}

output "kumquat_secret" {
  value = aws_secretsmanager_secret.kumquat.id
}
