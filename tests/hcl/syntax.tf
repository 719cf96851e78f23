# Every form that files of Terraform take, for the comparison with an independent parser.
terraform {
  required_version = ">= 1.5" // a comment
  backend "s3" {}
}

/* A block of
   comment */ variable "typed" {
  type = object({
    name  = string
    ports = optional(list(number), [80, 443])
  })
  default = {
    name = "x", ports = [1]
  }
}

locals {
  numbers     = [0, -1, 2.5, 1e3, 1.5e-2]
  literals    = [true, false, null]
  escapes     = "tab\t quote\" backslash\\ unicode\u00e9 \U0001F600 $${kept} %%{kept}"
  interpolate = "a${local.b}c${"nested ${local.d} text"}e"
  condition   = local.a ? "yes" : local.b != null ? "other" : "no"
  operators   = !local.a && local.b || local.c >= 1 + 2 * 3 - 4 / 5 % 6
  parentheses = (
    local.a
    + local.b # inside brackets lines do not end anything
  )
  call      = merge(local.a, { b = 1 }, [local.c, local.d]...)
  provider  = provider::aws::arn_parse("arn:aws:iam::111122223333:role/x")
  index     = local.a[0]["b"][local.c].d[*].e
  splat     = aws_instance.x.*.id
  legacy    = aws_instance.x.0.id
  for_list  = [for i, v in local.a : upper(v) if i != 0]
  for_map   = { for k, v in local.a : k => v... }
  empty     = {}
  empties   = [[], {}, ""]
  keys      = { "quoted" = 1, bare : 2, (local.c) = 3 }
  one_line  = { a = { b = { c = [1, 2, 3] } } }
  wrapped   = "${local.a}"
  directive = "%{if local.a}yes%{else}no%{endif}"
  unicode   = "zażółć gęślą jaźń"
}

resource "aws_x" "one_line" { count = 1 }

resource aws_x bare {
  nested {
    deeper "label" {
      value = 1
    }
  }
  nested {
    value = 2
  }
  dynamic "block" {
    for_each = local.a
    iterator = it
    content {
      value = it.value
    }
  }
}

output "heredocs" {
  value = [<<EOT
plain ${local.a}
  indented \n stays
EOT
    , <<-EOT
      stripped ${local.b}
        two more

      after an empty line
    EOT
  ]
}
