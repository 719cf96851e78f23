# with a byte order mark and CR LF
a = 1
b {
  c = "d"
  e = <<EOT
line
EOT
}
