// Input of any size that looks like an account: the output of get-account-authorization-details and
// task definitions. The same number gives the same bytes.

function statement(i) {
  return {
    Sid: `Pull${i}`,
    Effect: "Allow",
    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: `arn:aws:ecr:eu-west-1:111122223333:repository/team-${i % 7}/service-${i}`,
  };
}

function policy(i) {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      statement(i),
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/service-${i}:*`,
      },
    ],
  };
}

function role(i) {
  return {
    Path: "/",
    RoleName: `service-${i}-execution`,
    RoleId: `AROAEXAMPLE${i}`,
    Arn: `arn:aws:iam::111122223333:role/service-${i}-execution`,
    CreateDate: "2024-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    },
    RolePolicyList: [{ PolicyName: "launch", PolicyDocument: policy(i) }],
    AttachedManagedPolicies: [],
    Tags: [{ Key: "team", Value: `team-${i % 7} "quoted" \u00e4` }],
  };
}

/** JSON text with the roles of `n` services. */
export function authorizationDetails(n) {
  const roles = Array.from({ length: n }, (_, i) => role(i));
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: [] };
  return JSON.stringify(details, null, 4) + "\n";
}

/** JSON text of the i-th service's task definition. */
export function taskDefinition(i) {
  const task = {
    family: `service-${i}`,
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    executionRoleArn: `arn:aws:iam::111122223333:role/service-${i}-execution`,
    containerDefinitions: [
      {
        name: "web",
        image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/team-${i % 7}/service-${i}:1.0`,
        essential: true,
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": `/ecs/service-${i}`,
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "web",
          },
        },
      },
    ],
  };
  return JSON.stringify(task, null, 2) + "\n";
}
