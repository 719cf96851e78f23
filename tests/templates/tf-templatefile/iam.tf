resource "aws_iam_role" "execution" {
  name               = "mail-execution"
  assume_role_policy = file("${path.module}/policies/trust.json")
}

resource "aws_iam_role_policy" "execution" {
  name = "launch"
  role = aws_iam_role.execution.id
  policy = templatefile("${path.module}/policies/launch.json.tftpl", {
    repository = aws_ecr_repository.mail.arn
    secret     = aws_secretsmanager_secret.smtp.arn
    group      = aws_cloudwatch_log_group.mail.arn
  })
}

resource "aws_iam_role" "task" {
  name               = "mail-task"
  assume_role_policy = file("policies/trust.json")
}

resource "aws_iam_role_policy" "task" {
  name   = "send"
  role   = aws_iam_role.task.id
  policy = file("policies/send.json")
}
