name  = "x"
list  = ["a", "b",]
map   = {
  a = 1
  "b-c" = [true]
}
