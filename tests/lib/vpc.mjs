// Small VPCs as `aws` describes them, made from one layout: two private and two public subnets.
//
//   private   Fargate in the private subnets, a NAT gateway in each zone
//   public    Fargate in the public subnets, with public addresses
//   isolated  Fargate in the private subnets, which have endpoints and no way out
//   ec2       instances in the private subnets, a NAT gateway in each zone
export const region = "eu-west-1";
export const account = "111122223333";
export const variants = ["private", "public", "isolated", "ec2"];

const all = "0.0.0.0/0";
const execution = `arn:aws:iam::${account}:role/web-execution`;
const secret = `arn:aws:secretsmanager:${region}:${account}:secret:shop/database-a1B2c3`;
const services = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"];
const fullAccess = { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };

const taskDefinition = (variant) => ({
  family: "web",
  requiresCompatibilities: [variant === "ec2" ? "EC2" : "FARGATE"],
  networkMode: "awsvpc",
  executionRoleArn: execution,
  containerDefinitions: [
    {
      name: "web",
      image: `${account}.dkr.ecr.${region}.amazonaws.com/shop/web:2.14.0`,
      secrets: [
        { name: "DATABASE_URL", valueFrom: secret },
        { name: "FLAGS", valueFrom: `arn:aws:ssm:${region}:${account}:parameter/shop/flags` },
      ],
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/ecs/web",
          "awslogs-region": region,
          "awslogs-stream-prefix": "web",
        },
      },
    },
  ],
});

const policy = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Effect: "Allow",
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: `arn:aws:ecr:${region}:${account}:repository/shop/web`,
    },
    { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret },
    {
      Effect: "Allow",
      Action: "ssm:GetParameters",
      Resource: `arn:aws:ssm:${region}:${account}:parameter/shop/flags`,
    },
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:aws:logs:${region}:${account}:log-group:/ecs/web:*`,
    },
  ],
};

const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
};

export const permission = (ports, peer) => ({
  IpProtocol: ports === "all" ? "-1" : "tcp",
  ...(ports === "all" ? {} : { FromPort: ports[0], ToPort: ports[1] }),
  IpRanges: peer.includes("/") ? [{ CidrIp: peer }] : [],
  Ipv6Ranges: [],
  PrefixListIds: peer.startsWith("pl-") ? [{ PrefixListId: peer }] : [],
  UserIdGroupPairs: peer.startsWith("sg-") ? [{ GroupId: peer, UserId: account }] : [],
});

const group = (id, name, into, out) => ({
  GroupId: id,
  GroupName: name,
  VpcId: "vpc-1",
  IpPermissions: into,
  IpPermissionsEgress: out,
});

export const entry = (number, egress, action, ports, block = all) => ({
  RuleNumber: number,
  Egress: egress,
  Protocol: ports === "all" ? "-1" : "6",
  ...(ports === "all" ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
  RuleAction: action,
  CidrBlock: block,
});

const acl = (id, subnets) => ({
  NetworkAclId: id,
  VpcId: "vpc-1",
  IsDefault: false,
  Associations: subnets.map((subnet) => ({ NetworkAclId: id, SubnetId: subnet })),
  Entries: [true, false].flatMap((egress) => [
    entry(100, egress, "allow", "all"),
    entry(32767, egress, "deny", "all"),
  ]),
});

const local = {
  DestinationCidrBlock: "10.0.0.0/16",
  GatewayId: "local",
  State: "active",
  Origin: "CreateRouteTable",
};
export const route = (member, id, to = all) => ({
  [to.startsWith("pl-") ? "DestinationPrefixListId" : "DestinationCidrBlock"]: to,
  [member]: id,
  State: "active",
  Origin: "CreateRoute",
});

const table = (id, subnets, routes, main = false) => ({
  RouteTableId: id,
  VpcId: "vpc-1",
  Associations: [
    ...(main ? [{ Main: true, RouteTableId: id, AssociationState: { State: "associated" } }] : []),
    ...subnets.map((subnet) => ({ Main: false, RouteTableId: id, SubnetId: subnet })),
  ],
  Routes: [local, ...routes],
});

export const endpoint = (service) => ({
  VpcEndpointId: `vpce-${service.replace(".", "-")}`,
  VpcEndpointType: "Interface",
  VpcId: "vpc-1",
  ServiceName: `com.amazonaws.${region}.${service}`,
  State: "available",
  PolicyDocument: JSON.stringify(fullAccess),
  SubnetIds: ["subnet-a", "subnet-b"],
  Groups: [{ GroupId: "sg-endpoints", GroupName: "endpoints" }],
  PrivateDnsEnabled: true,
});

const gatewayEndpoint = () => ({
  VpcEndpointId: "vpce-s3",
  VpcEndpointType: "Gateway",
  VpcId: "vpc-1",
  ServiceName: `com.amazonaws.${region}.s3`,
  State: "available",
  PolicyDocument: JSON.stringify(fullAccess),
  RouteTableIds: ["rtb-a", "rtb-b"],
  SubnetIds: [],
  Groups: [],
  PrivateDnsEnabled: false,
});

const subnet = (id, zone, block) => ({
  SubnetId: id,
  VpcId: "vpc-1",
  AvailabilityZone: `${region}${zone}`,
  CidrBlock: block,
  AvailableIpAddressCount: 200,
  MapPublicIpOnLaunch: false,
});

const nat = (id, inSubnet) => ({
  NatGatewayId: id,
  VpcId: "vpc-1",
  SubnetId: inSubnet,
  State: "available",
  ConnectivityType: "public",
});

const instance = (id, inSubnet, address) => ({
  InstanceId: id,
  SubnetId: inSubnet,
  VpcId: "vpc-1",
  NetworkInterfaces: [
    {
      NetworkInterfaceId: `eni-${id}`,
      SubnetId: inSubnet,
      VpcId: "vpc-1",
      PrivateIpAddress: address,
      Groups: [{ GroupId: "sg-task", GroupName: "task" }],
      Attachment: { DeviceIndex: 0, Status: "attached" },
    },
  ],
});

/** The files of a healthy VPC: path to the object that stands in it. */
export function healthy(variant) {
  const isolated = variant === "isolated";
  const out = (zone) =>
    isolated ? [route("GatewayId", "vpce-s3", "pl-s3")] : [route("NatGatewayId", `nat-${zone}`)];
  const subnets = variant === "public" ? ["subnet-x", "subnet-y"] : ["subnet-a", "subnet-b"];
  const files = {
    "taskdef.json": taskDefinition(variant),
    "roles/web-execution/policy.json": policy,
    "roles/web-execution/trust.json": trust,
    "service.json": {
      services: [
        {
          serviceArn: `arn:aws:ecs:${region}:${account}:service/shop/web`,
          serviceName: "web",
          clusterArn: `arn:aws:ecs:${region}:${account}:cluster/shop`,
          taskDefinition: `arn:aws:ecs:${region}:${account}:task-definition/web:7`,
          launchType: variant === "ec2" ? "EC2" : "FARGATE",
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets,
              securityGroups: ["sg-task"],
              assignPublicIp: variant === "public" ? "ENABLED" : "DISABLED",
            },
          },
        },
      ],
    },
    "secret.json": { ARN: secret, Name: "shop/database", VersionIdsToStages: {} },
    "parameters.json": {
      Parameters: [{ Name: "/shop/flags", Type: "String", LastModifiedDate: 0, Version: 1 }],
    },
    "vpcs.json": {
      Vpcs: [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16", DhcpOptionsId: "dopt-1" }],
    },
    "dns-support.json": { VpcId: "vpc-1", EnableDnsSupport: { Value: true } },
    "dns-hostnames.json": { VpcId: "vpc-1", EnableDnsHostnames: { Value: true } },
    "dhcp.json": {
      DhcpOptions: [
        {
          DhcpOptionsId: "dopt-1",
          DhcpConfigurations: [
            { Key: "domain-name-servers", Values: [{ Value: "AmazonProvidedDNS" }] },
          ],
        },
      ],
    },
    "subnets.json": {
      Subnets: [
        subnet("subnet-a", "a", "10.0.1.0/24"),
        subnet("subnet-b", "b", "10.0.2.0/24"),
        subnet("subnet-x", "a", "10.0.101.0/24"),
        subnet("subnet-y", "b", "10.0.102.0/24"),
      ],
    },
    "route-tables.json": {
      RouteTables: [
        table("rtb-main", [], [], true),
        table("rtb-a", ["subnet-a"], out("a")),
        table("rtb-b", ["subnet-b"], out("b")),
        table("rtb-public", ["subnet-x", "subnet-y"], [route("GatewayId", "igw-1")]),
      ],
    },
    "nat-gateways.json": {
      NatGateways: isolated ? [] : [nat("nat-a", "subnet-x"), nat("nat-b", "subnet-y")],
    },
    "internet-gateways.json": {
      InternetGateways: [
        { InternetGatewayId: "igw-1", Attachments: [{ VpcId: "vpc-1", State: "available" }] },
      ],
    },
    "endpoints.json": {
      VpcEndpoints: isolated ? [...services.map(endpoint), gatewayEndpoint()] : [],
    },
    "groups.json": {
      SecurityGroups: [
        group("sg-task", "task", [], [permission("all", all)]),
        group("sg-endpoints", "endpoints", [permission([443, 443], "sg-task")], []),
      ],
    },
    "acls.json": {
      NetworkAcls: [
        acl("acl-private", ["subnet-a", "subnet-b"]),
        acl("acl-public", ["subnet-x", "subnet-y"]),
      ],
    },
    "prefix-lists.json": {
      PrefixLists: [
        {
          PrefixListId: "pl-s3",
          PrefixListName: `com.amazonaws.${region}.s3`,
          Cidrs: ["52.218.0.0/17"],
        },
      ],
    },
  };
  if (variant === "ec2") {
    files["instances.json"] = {
      Reservations: [
        {
          Instances: [
            instance("i-1", "subnet-a", "10.0.1.10"),
            instance("i-2", "subnet-b", "10.0.2.10"),
          ],
        },
      ],
    };
  }
  return files;
}
