# As it was written before templatefile() came.
provider "aws" {
  region = "${var.region}"
}

variable "region" {
  default = "eu-west-1"
}

variable "version_tag" {}

resource "aws_ecr_repository" "blog" {
  name = "blog"
}

resource "aws_secretsmanager_secret" "salt" {
  name = "blog/salt"
}

resource "aws_cloudwatch_log_group" "blog" {
  name = "/ecs/blog"
}

data "template_file" "containers" {
  template = "${file("${path.module}/task-definitions/blog.json")}"

  vars = {
    image  = "${aws_ecr_repository.blog.repository_url}"
    tag    = "${var.version_tag}"
    salt   = "${aws_secretsmanager_secret.salt.arn}"
    group  = "${aws_cloudwatch_log_group.blog.name}"
    region = "${var.region}"
  }
}

resource "aws_ecs_task_definition" "blog" {
  family                   = "blog"
  container_definitions    = "${data.template_file.containers.rendered}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "${aws_iam_role.blog_execution.arn}"
  task_role_arn            = "${aws_iam_role.blog.arn}"
}

resource "aws_iam_role" "blog_execution" {
  name               = "blog-execution"
  assume_role_policy = "${data.aws_iam_policy_document.ecs_tasks.json}"
}

resource "aws_iam_role" "blog" {
  name               = "blog"
  assume_role_policy = "${data.aws_iam_policy_document.ecs_tasks.json}"
}

data "aws_iam_policy_document" "ecs_tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals = {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "blog_execution" {
  role   = "${aws_iam_role.blog_execution.id}"
  policy = "${data.aws_iam_policy_document.blog_execution.json}"
}

data "aws_iam_policy_document" "blog_execution" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["${aws_ecr_repository.blog.arn}"]
  }

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["${aws_secretsmanager_secret.salt.arn}"]
  }

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.blog.arn}:*"]
  }
}

resource "aws_iam_role_policy" "blog" {
  role   = "${aws_iam_role.blog.id}"
  policy = "${data.aws_iam_policy_document.blog.json}"
}

data "aws_iam_policy_document" "blog" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::blog-media/*"]
  }
}
