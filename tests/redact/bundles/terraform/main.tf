locals {
  kumquat_name = "kumquat-${var.kumquat_stage}"
  api_token    = "sesame-6"
  settings = {
    DB_PASSWORD = "sesame-7"
    "API_KEY"   = "sesame-8"
    OTHER_TOKEN = var.db_password
  }
}

data "aws_caller_identity" "kumquat" {}

resource "aws_iam_role" "kumquat_exec" {
  name = "${local.kumquat_name}-exec"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

data "aws_iam_policy_document" "kumquat" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.kumquat.arn}:*"]
  }
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = [aws_ecr_repository.kumquat["web"].arn]
  }
}

resource "aws_iam_role_policy" "kumquat" {
  role   = aws_iam_role.kumquat_exec.id
  policy = data.aws_iam_policy_document.kumquat.json
}

resource "aws_cloudwatch_log_group" "kumquat" {
  name = "/kumquat/${var.kumquat_stage}"
}

resource "aws_ecr_repository" "kumquat" {
  for_each = toset(["web", "kumquat"])
  name     = "kumquat/${each.value}"
}

# The words of this family are Terraform's own somewhere else.
resource "aws_ecs_task_definition" "kumquat_web" {
  family                   = "lightsail-blueprint"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.kumquat_exec.arn
  container_definitions = jsonencode([{
    name  = "kumquat-web"
    image = "${data.aws_caller_identity.kumquat.account_id}.dkr.ecr.${var.region}.amazonaws.com/kumquat/web:1"
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.kumquat.name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = "kumquat"
      }
    }
    environment = [
      { name = "DB_PASSWORD", value = "sesame-9" },
      { name = "DB_PASSWORD", value = var.db_password },
      { name = "DB_PASSWORD", value = "${var.db_password}" },
      { "name" : "DB_PASSWORD", "value" : "sesame-10" },
      { value = "sesame-11", name = "DB_PASSWORD" },
      {
        name = "DB_PASSWORD"

        # A comment that stands between the name
        # and the value, and is longer than
        # a few lines.
        value = "sesame-12"
      },
      { name = "DB_PASSWORD", value = var.region == "x" ? "sesame-13" : var.db_password },
      { name = "DB_PASSWORD", value = join("", ["sesame-14", var.db_password]) },
    ]
  }])
}

resource "aws_ecs_task_definition" "kumquat_api" {
  family                = "kumquat-api"
  execution_role_arn    = aws_iam_role.kumquat_exec.arn
  container_definitions = <<EOF
[{"name": "kumquat", "image": "nginx", "environment": [
  {"name": "DB_PASSWORD", "value": "sesame-15"}, {"name": "DB_PASSWORD", "value": "${var.db_password}"}
]}]
EOF
}

module "service" {
  source       = "./modules/service"
  kumquat_role = aws_iam_role.kumquat_exec.arn
  password     = var.db_password
}

resource "aws_db_instance" "kumquat" {
  username        = "postgres"
  master_password = "sesame-16"
  password        = random_password.kumquat.result
  token           = data.aws_secretsmanager_secret_version.kumquat.secret_string
  api_key         = jsondecode(data.aws_secretsmanager_secret_version.kumquat.secret_string)["password"]
  secret_key      = var.region == "x" ? "sesame-17" : var.db_password
  auth_token      = coalesce(var.db_password, "sesame-18")
}

resource "aws_secretsmanager_secret_version" "plain" {
  secret_id     = module.service.kumquat_secret
  secret_string = "sesame-19"
}

resource "aws_secretsmanager_secret_version" "object" {
  secret_string = jsonencode({
    username = "postgres"
    password = "sesame-20"
    flavour  = "sesame-21"
    other    = var.db_password
  })
}

resource "aws_secretsmanager_secret_version" "text" {
  secret_string = <<-EOF
    {"password": "sesame-22", "other": "${var.db_password}"}
  EOF
}

resource "aws_ssm_parameter" "kumquat" {
  name  = "/kumquat/flavour"
  type  = "SecureString"
  value = "sesame-23"
}

resource "aws_instance" "kumquat" {
  user_data = <<-EOT
    #!/bin/bash
    export DB_PASSWORD=sesame-24
    export DB_PASSWORD=${var.db_password}
    mysql -psesame-25
  EOT
}

resource "aws_instance" "other" {
  user_data = base64encode("export DB_PASSWORD=sesame-26")
}

resource "aws_lightsail_instance" "kumquat" {
  name         = "kumquat"
  blueprint_id = aws_lightsail_instance.other.blueprint_id
}
