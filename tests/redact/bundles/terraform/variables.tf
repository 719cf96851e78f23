variable "db_password" {
  type      = string
  sensitive = true
  default   = "sesame-1"
}

variable "licence" {
  type      = string
  sensitive = true
  default   = "sesame-2"
}

variable "settings" {
  sensitive = true
  default   = { flavour = "sesame-3", list = ["sesame-4"] }
}

variable "kumquat_stage" {
  type    = string
  default = "prod"
}

variable "region" {
  default = "eu-west-1"
}
