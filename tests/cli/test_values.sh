# Values of parameters and variables, as options: their order, and what is never shown.
fresh values

cat >template.yaml <<'END'
Parameters:
  Name: {Type: String, Default: none}
  Cpu: {Type: Number}
  Password: {Type: Number, NoEcho: true}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Ref Name
      ContainerDefinitions: [{Name: web, Image: nginx}]
END
echo '["Name=first"]' >a.json
echo '{"Parameters": {"Name": "second"}}' >b.json
echo '{"Name": "third", "Passwrod": "hunter2", "Password": "hunter3", "Cpu": "much"}' >c.json

rolecall check --parameters file://b.json --parameters a.json template.yaml
expect_in out 'task `first`'
rolecall check --parameters a.json --parameters=b.json template.yaml
expect_in out 'task `second`'
rolecall check --parameters c.json template.yaml a.json
expect_status 0 'values that are not taken are warnings'
expect_in out 'task `third`'
expect_in out 'no template has a parameter `Passwrod`'
expect_in out 'parameter `Password` takes a number'
expect_in out 'parameter `Cpu` takes a number'
expect_in out '"Cpu": "much"'
expect_not_in out hunter
expect_not_in err hunter
rolecall check --format json --parameters c.json template.yaml
expect_not_in out hunter

rolecall check --parameters . template.yaml
expect_status 2 'a folder of parameters'
expect_in err 'this option takes a file'
rolecall check --parameters none.json template.yaml
expect_status 2 'no such file of parameters'
expect_in err 'cannot read none.json'
rolecall explain --var-file x.tfvars RC101
expect_status 2 'variables for a page'
expect_in err 'option --var-file is not one of'

mkdir root
cat >root/main.tf <<'END'
variable "name" { default = "none" }
variable "token" {
  type      = number
  sensitive = true
}
resource "aws_ecs_task_definition" "web" {
  family                = var.name
  container_definitions = jsonencode([{ name = "web", image = "nginx" }])
}
END
echo 'name = "automatic"' >root/x.auto.tfvars
echo '{ "name": "second", "token": "hunter2" }' >two.json
printf 'name = "first"\ntokn = "hunter3"\n' >one.tfvars
rolecall check root
expect_in out 'task `automatic`'
rolecall check --var-file two.json --var-file one.tfvars root
expect_in out 'task `first`'
expect_in out 'no root module has a variable `tokn`'
expect_in out 'variable `token` has another type'
expect_not_in out hunter
rolecall check --var-file one.tfvars --var-file two.json root
expect_in out 'task `second`'
expect_not_in out hunter

rolecall check --help
expect_in out '--parameters FILE'
expect_in out '--var-file FILE'
