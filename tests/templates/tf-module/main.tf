provider "aws" {
  region = "eu-west-1"
}

module "api" {
  source = "./modules/service"

  name       = "api"
  repository = aws_ecr_repository.api
  secrets = {
    API_TOKEN = aws_secretsmanager_secret.token.arn
  }
}

resource "aws_ecr_repository" "api" {
  name = "team/api"
}

resource "aws_secretsmanager_secret" "token" {
  name = "team/api-token"
}
