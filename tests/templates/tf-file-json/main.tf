provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_role" "import_execution" {
  name               = "import-execution"
  assume_role_policy = file("${path.module}/iam/ecs-trust.json")
}

resource "aws_iam_role_policy" "import_execution" {
  name   = "import-execution"
  role   = aws_iam_role.import_execution.id
  policy = file("${path.module}/iam/execution.json")
}

resource "aws_iam_role" "import" {
  name               = "import"
  assume_role_policy = file("${path.module}/iam/ecs-trust.json")
}

resource "aws_iam_role_policy" "import" {
  name   = "import"
  role   = aws_iam_role.import.id
  policy = file("${path.module}/iam/application.json")
}

resource "aws_ecs_task_definition" "import" {
  family                   = "import"
  container_definitions    = file("${path.module}/containers.json")
  execution_role_arn       = aws_iam_role.import_execution.arn
  task_role_arn            = aws_iam_role.import.arn
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
}
