resource "aws_iam_role" "execution" {
  name               = "api-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "launch" {
  name   = "launch"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.launch.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "launch" {
  # The token is the registry's, not the repository's: this statement never matches for it.
  statement {
    actions = [
      "ecr:GetAuthorizationToken",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = [aws_ecr_repository.api.arn]
  }

  # The singular is not what ECS calls.
  statement {
    actions   = ["ssm:GetParameter"]
    resources = [aws_ssm_parameter.database.arn]
  }

  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.api.arn}:*"]
  }
}
