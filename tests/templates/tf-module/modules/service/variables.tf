variable "name" {
  description = "What everything is called"
  type        = string
}

variable "repository" {
  type = object({
    arn            = string
    repository_url = string
  })
}

variable "secrets" {
  type    = map(string)
  default = {}
}
