// A described VPC (vpc.mjs), written as a template that makes it: in CloudFormation and in
// Terraform, with rules and routes inside of their group or table, or as resources of their own.
// What no template can say (a gateway that failed, a route into a black hole, a listing that goes
// on) is refused: `Unsayable` is thrown.
import { account, endpoint, region } from "./vpc.mjs";

export class Unsayable extends Error {}

/** Another thing of the template: its ID, or an attribute of it. */
class Reference {
  constructor(id, attribute = "id") {
    Object.assign(this, { id, attribute });
  }
}

// vpc-1 -> Vpc1 and aws_vpc.vpc_1
const logical = (id) =>
  id.split(/[^a-z0-9]+/i).map((word) => word[0].toUpperCase() + word.slice(1)).join("");
const label = (id) => id.replace(/[^a-z0-9]+/gi, "_");

const types = {
  vpc: "aws_vpc", subnet: "aws_subnet", rtb: "aws_route_table", igw: "aws_internet_gateway",
  nat: "aws_nat_gateway", vpce: "aws_vpc_endpoint", sg: "aws_security_group",
  acl: "aws_network_acl", role: "aws_iam_role", eip: "aws_eip", task: "aws_ecs_task_definition",
};
const typeOf = (id) => types[id.split("-")[0]];

/** What a report calls the thing. */
export const idIn = {
  cloudformation: (id) => (typeOf(id) ? `\${${logical(id)}}` : id),
  terraform: (id) => (typeOf(id) ? `\${${typeOf(id)}.${label(id)}.id}` : id),
};

const lists = (files, name) => Object.values(files[name] ?? {}).flat();
const refuse = (bad, why) => {
  if (bad) throw new Unsayable(why);
};

const healthyPolicy = endpoint("logs").PolicyDocument;

// ---- what there is, in neither language -------------------------------------------------------

const target = (route) => {
  const name = ["GatewayId", "NatGatewayId", "TransitGatewayId", "InstanceId", "VpcEndpointId",
    "EgressOnlyInternetGatewayId"];
  const member = name.find((one) => route[one]);
  return [member, route[member]];
};

/** Resources as [type of CloudFormation, type of Terraform, id, properties]. */
function world(files, inline, language) {
  const all = [];
  const known = new Set();
  const ref = (id) => (known.has(id) ? new Reference(id) : id);
  const add = (cloudformation, terraform, id, properties) =>
    all.push({ cloudformation, terraform, id, properties });
  for (const [name, id] of [
    ["vpcs.json", "VpcId"], ["subnets.json", "SubnetId"], ["route-tables.json", "RouteTableId"],
    ["internet-gateways.json", "InternetGatewayId"], ["nat-gateways.json", "NatGatewayId"],
    ["endpoints.json", "VpcEndpointId"], ["groups.json", "GroupId"], ["acls.json", "NetworkAclId"],
  ]) {
    lists(files, name).forEach((one) => typeof one === "object" && known.add(one[id]));
    refuse(files[name]?.NextToken, "a listing that goes on");
  }
  known.delete("rtb-main");
  const servers = files["dhcp.json"].DhcpOptions[0].DhcpConfigurations[0].Values[0].Value;
  for (const { VpcId, CidrBlock } of lists(files, "vpcs.json")) {
    const support = files["dns-support.json"].EnableDnsSupport.Value;
    add("VPC", "vpc", VpcId, {
      CidrBlock,
      ...(support ? {} : { EnableDnsSupport: false }),
      ...(files["dns-hostnames.json"].EnableDnsHostnames.Value
        ? { EnableDnsHostnames: true }
        : {}),
    });
    if (servers !== "AmazonProvidedDNS") {
      known.add("dopt-1");
      add("DHCPOptions", "vpc_dhcp_options", "dopt-1", { DomainNameServers: [servers] });
      add("VPCDHCPOptionsAssociation", "vpc_dhcp_options_association", "doptassoc-1", {
        VpcId: ref(VpcId), DhcpOptionsId: new Reference("dopt-1") });
    }
  }
  for (const { SubnetId, VpcId, AvailabilityZone, CidrBlock } of lists(files, "subnets.json")) {
    add("Subnet", "subnet", SubnetId, { VpcId: ref(VpcId), AvailabilityZone, CidrBlock });
  }
  for (const { InternetGatewayId: id, Attachments } of lists(files, "internet-gateways.json")) {
    const [to] = Attachments;
    const attached = language === "terraform" && to ? { VpcId: ref(to.VpcId) } : {};
    add("InternetGateway", "internet_gateway", id, attached);
    if (to && language === "cloudformation") {
      add("VPCGatewayAttachment", "internet_gateway_attachment", "attach-1", {
        VpcId: ref(to.VpcId), InternetGatewayId: ref(id) });
    }
  }
  for (const one of lists(files, "nat-gateways.json")) {
    refuse(one.State !== "available", "a gateway that is not available");
    add("EIP", "eip", `eip-${one.NatGatewayId}`, { Domain: "vpc" });
    add("NatGateway", "nat_gateway", one.NatGatewayId, {
      SubnetId: ref(one.SubnetId),
      ...(one.ConnectivityType === "private"
        ? { ConnectivityType: "private" }
        : { AllocationId: new Reference(`eip-${one.NatGatewayId}`, "AllocationId") }),
    });
  }
  addTables(files, inline, language, add, ref);
  addGroups(files, inline, language, add, ref);
  addLists(files, inline, language, add, ref);
  for (const one of lists(files, "endpoints.json")) {
    refuse(one.State !== "available", "an endpoint that is not available");
    const open = one.PolicyDocument === healthyPolicy;
    const face = one.VpcEndpointType === "Interface";
    add("VPCEndpoint", "vpc_endpoint", one.VpcEndpointId, {
      VpcId: ref(one.VpcId),
      ServiceName: one.ServiceName,
      ...(face ? { VpcEndpointType: "Interface" } : {}),
      ...(face ? { SubnetIds: one.SubnetIds.map(ref) } : {}),
      ...(face ? { SecurityGroupIds: one.Groups.map(({ GroupId }) => ref(GroupId)) } : {}),
      ...(face && (one.PrivateDnsEnabled || language === "cloudformation")
        ? { PrivateDnsEnabled: one.PrivateDnsEnabled }
        : {}),
      ...(face ? {} : { RouteTableIds: one.RouteTableIds.map(ref) }),
      ...(open ? {} : { PolicyDocument: JSON.parse(one.PolicyDocument) }),
    });
  }
  return all;
}

function addTables(files, inline, language, add, ref) {
  const endpoints = lists(files, "endpoints.json").map((one) => one.VpcEndpointId);
  for (const { RouteTableId: id, VpcId, Routes, Associations } of
    lists(files, "route-tables.json")) {
    const routes = Routes.filter(
      (route) => route.GatewayId !== "local" && !endpoints.includes(route.GatewayId));
    refuse(id === "rtb-main" && routes.length > 0, "a route of the main table");
    refuse(routes.some(({ State }) => State !== "active"), "a black hole");
    if (id === "rtb-main") continue;
    const made = routes.map((route) => {
      const [member, to] = target(route);
      const { DestinationCidrBlock, DestinationIpv6CidrBlock } = route;
      return DestinationCidrBlock
        ? { DestinationCidrBlock, [member]: ref(to) }
        : { DestinationIpv6CidrBlock, [member]: ref(to) };
    });
    const inside = inline && language === "terraform" && made.length > 0;
    add("RouteTable", "route_table", id, {
      VpcId: ref(VpcId),
      ...(inside
        ? { Route: made.map(({ DestinationCidrBlock, DestinationIpv6CidrBlock, ...to }) =>
            ({ ...(DestinationCidrBlock
              ? { CidrBlock: DestinationCidrBlock }
              : { Ipv6CidrBlock: DestinationIpv6CidrBlock }), ...to })) }
        : {}),
    });
    made.forEach((route, i) => inside || add("Route", "route", `route-${id}-${i}`, {
      RouteTableId: ref(id), ...route }));
    for (const { SubnetId } of Associations) {
      add("SubnetRouteTableAssociation", "route_table_association", `assoc-${SubnetId}`, {
        SubnetId: ref(SubnetId), RouteTableId: ref(id) });
    }
  }
}

const ports = ({ IpProtocol, FromPort, ToPort }, language) => ({
  IpProtocol,
  ...(IpProtocol === "-1"
    ? language === "terraform" ? { FromPort: 0, ToPort: 0 } : {}
    : { FromPort, ToPort }),
});

function addGroups(files, inline, language, add, ref) {
  for (const { GroupId: id, VpcId, IpPermissions, IpPermissionsEgress } of
    lists(files, "groups.json")) {
    const rules = [[IpPermissions, "Ingress"], [IpPermissionsEgress, "Egress"]];
    const inside = {};
    const beside = [];
    for (const [list, way] of rules) {
      const made = list.map((rule) => permission(rule, way, language, inline, ref));
      // Nothing at all goes out: CloudFormation needs a rule to say so.
      const none = language === "cloudformation" && way === "Egress" && made.length === 0;
      const own = language === "cloudformation" ? `SecurityGroup${way}` : way;
      if (none) inside[own] = [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32" }];
      else if (inline && made.length > 0) inside[own] = made;
      else {
        made.forEach((rule, i) => beside.push([way, i, rule]));
        // Rules of their own come beside the one for everything, which they do not replace.
        if (language === "cloudformation" && way === "Egress") {
          inside[own] = [{ IpProtocol: "-1", CidrIp: "127.0.0.1/32" }];
        }
      }
    }
    add("SecurityGroup", "security_group", id, {
      VpcId: ref(VpcId), GroupDescription: id, ...inside });
    for (const [way, i, rule] of beside) {
      add(`SecurityGroup${way}`, `vpc_security_group_${way.toLowerCase()}_rule`,
        `rule-${id}-${way}-${i}`, { GroupId: ref(id), ...rule });
    }
  }
}

function permission(rule, way, language, inline, ref) {
  const group = rule.UserIdGroupPairs[0]?.GroupId;
  const block = rule.IpRanges[0]?.CidrIp;
  const list = rule.PrefixListIds[0]?.PrefixListId;
  const side = way === "Egress" ? "Destination" : "Source";
  refuse(list && language === "cloudformation", "the prefix list of S3");
  const prefixes = list && new Reference("vpce-s3", "PrefixListId");
  if (language === "cloudformation") {
    return { ...ports(rule, language), ...(block ? { CidrIp: block } : {}),
      ...(group ? { [`${side}SecurityGroupId`]: ref(group) } : {}) };
  }
  if (inline) {
    const { IpProtocol, ...rest } = ports(rule, language);
    return { ...rest, Protocol: IpProtocol, ...(block ? { CidrBlocks: [block] } : {}),
      ...(group ? { SecurityGroups: [ref(group)] } : {}),
      ...(prefixes ? { PrefixListIds: [prefixes] } : {}) };
  }
  const { FromPort, ToPort, IpProtocol } = rule;
  return { IpProtocol, ...(IpProtocol === "-1" ? {} : { FromPort, ToPort }),
    ...(block ? { CidrIpv4: block } : {}),
    ...(group ? { ReferencedSecurityGroupId: ref(group) } : {}),
    ...(prefixes ? { PrefixListId: prefixes } : {}) };
}

function addLists(files, inline, language, add, ref) {
  for (const { NetworkAclId: id, VpcId, Entries, Associations } of lists(files, "acls.json")) {
    const entries = Entries.filter(({ RuleNumber }) => RuleNumber !== 32767);
    const inside = inline && language === "terraform";
    const block = (egress) => entries.filter(({ Egress }) => Egress === egress).map((one) => ({
      RuleNo: one.RuleNumber, Action: one.RuleAction, Protocol: one.Protocol,
      CidrBlock: one.CidrBlock, FromPort: one.PortRange?.From ?? 0,
      ToPort: one.PortRange?.To ?? 0 }));
    add("NetworkAcl", "network_acl", id, {
      VpcId: ref(VpcId),
      ...(inside ? { SubnetIds: Associations.map(({ SubnetId }) => ref(SubnetId)) } : {}),
      ...(inside ? { Ingress: block(false), Egress: block(true) } : {}),
    });
    if (inside) continue;
    entries.forEach(({ PortRange, ...one }, i) => add("NetworkAclEntry", "network_acl_rule",
      `entry-${id}-${i}`, {
        NetworkAclId: ref(id), ...one,
        ...(PortRange && language === "cloudformation" ? { PortRange } : {}),
        ...(PortRange && language === "terraform"
          ? { FromPort: PortRange.From, ToPort: PortRange.To }
          : {}) }));
    for (const { SubnetId } of Associations) {
      add("SubnetNetworkAclAssociation", "network_acl_association", `aclassoc-${SubnetId}`, {
        SubnetId: ref(SubnetId), NetworkAclId: ref(id) });
    }
  }
}

// ---- CloudFormation ---------------------------------------------------------------------------

const scalar = (value) =>
  value instanceof Reference
    ? value.attribute === "id"
      ? `!Ref ${logical(value.id)}`
      : `!GetAtt ${logical(value.id)}.${value.attribute}`
    : typeof value === "string" ? JSON.stringify(value) : String(value);
const isPlain = (value) => typeof value !== "object" || value instanceof Reference;

function yaml(value, indent) {
  const pad = " ".repeat(indent);
  const inner = (one) => (isPlain(one) ? ` ${scalar(one)}` : `\n${yaml(one, indent + 2)}`);
  if (Array.isArray(value)) {
    if (value.length === 0) return `${pad}[]`;
    return value
      .map((one) =>
        isPlain(one) ? `${pad}- ${scalar(one)}` : `${pad}- ${yaml(one, indent + 2).trimStart()}`)
      .join("\n");
  }
  return Object.entries(value).map(([key, one]) => `${pad}${key}:${inner(one)}`).join("\n");
}

function cloudformation(files, inline) {
  const service = files["service.json"].services[0];
  const task = files["taskdef.json"];
  const { subnets, securityGroups, assignPublicIp } =
    service.networkConfiguration.awsvpcConfiguration;
  const ref = (id) => new Reference(id);
  const upper = (value) =>
    Array.isArray(value) ? value.map(upper)
    : value === null || typeof value !== "object" ? value
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [
        key.startsWith("awslogs") ? key : key[0].toUpperCase() + key.slice(1), upper(one)]));
  const resources = Object.fromEntries(world(files, inline, "cloudformation").map((one) => [
    logical(one.id), { Type: `AWS::EC2::${one.cloudformation}`, Properties: one.properties }]));
  for (const one of Object.values(resources)) {
    if (Object.keys(one.Properties).length === 0) delete one.Properties;
  }
  resources.Role1 = { Type: "AWS::IAM::Role", Properties: {
    RoleName: "web-execution",
    AssumeRolePolicyDocument: files["roles/web-execution/trust.json"],
    Policies: [{ PolicyName: "launch",
      PolicyDocument: files["roles/web-execution/policy.json"] }] } };
  resources.Task1 = { Type: "AWS::ECS::TaskDefinition", Properties: {
    ...upper(task), ExecutionRoleArn: new Reference("role-1", "Arn") } };
  resources.Service1 = { Type: "AWS::ECS::Service", Properties: {
    TaskDefinition: ref("task-1"),
    LaunchType: service.launchType,
    ...(service.platformVersion ? { PlatformVersion: service.platformVersion } : {}),
    NetworkConfiguration: { AwsvpcConfiguration: {
      Subnets: subnets.map(ref),
      SecurityGroups: securityGroups.map(ref),
      ...(assignPublicIp === "ENABLED" ? { AssignPublicIp: assignPublicIp } : {}) } } } };
  return { path: "template.yaml", text: `${yaml({ Resources: resources }, 0)}\n` };
}

// ---- Terraform --------------------------------------------------------------------------------

const snake = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, "_$&").toLowerCase();
const renamed = {
  egress_only_internet_gateway_id: "egress_only_gateway_id",
  policy_document: "policy",
  group_id: "security_group_id",
  group_description: "description",
};
const expression = (value) =>
  value instanceof Reference
    ? `${typeOf(value.id) ?? `aws_vpc_dhcp_options`}.${label(value.id)}.${snake(value.attribute)}`
    : Array.isArray(value) ? `[${value.map(expression).join(", ")}]`
    : value !== null && typeof value === "object"
      ? `jsonencode(${JSON.stringify(value)})`
      : JSON.stringify(value);

function body(properties, indent) {
  const pad = " ".repeat(indent);
  return Object.entries(properties).map(([key, value]) => {
    const name = renamed[snake(key)] ?? snake(key);
    const block = Array.isArray(value) && value.length > 0 && !isPlain(value[0]);
    return block
      ? value.map((one) => `${pad}${name} {\n${body(one, indent + 2)}${pad}}\n`).join("")
      : `${pad}${name} = ${expression(value)}\n`;
  }).join("");
}

const resource = (type, name, properties) =>
  `resource "${type}" "${label(name)}" {\n${body(properties, 2)}}\n`;

function terraform(files, inline) {
  const service = files["service.json"].services[0];
  const task = files["taskdef.json"];
  const { subnets, securityGroups, assignPublicIp } =
    service.networkConfiguration.awsvpcConfiguration;
  const ref = (id) => new Reference(id);
  const made = world(files, inline, "terraform").map(({ terraform: type, id, properties }) => {
    const inRule = type.startsWith("vpc_security_group") || type === "network_acl_rule";
    const { GroupId, ...rest } = properties;
    return resource(`aws_${type}`, id, inRule && GroupId
      ? { SecurityGroupId: GroupId, ...rest } : properties);
  });
  const rest = [
    resource("aws_iam_role", "role-1", { Name: "web-execution",
      AssumeRolePolicy: files["roles/web-execution/trust.json"] }),
    resource("aws_iam_role_policy", "policy-1", {
      Role: new Reference("role-1", "Name"),
      PolicyDocument: files["roles/web-execution/policy.json"] }),
    resource("aws_ecs_task_definition", "task-1", { Family: "web", NetworkMode: "awsvpc",
      RequiresCompatibilities: task.requiresCompatibilities,
      ExecutionRoleArn: new Reference("role-1", "Arn"),
      ContainerDefinitions: { list: task.containerDefinitions } })
      .replace('jsonencode({"list":', "jsonencode(").replace("}]})\n}\n", "}])\n}\n"),
    resource("aws_ecs_service", "service-1", { Name: "web",
      TaskDefinition: new Reference("task-1", "Arn"),
      LaunchType: service.launchType,
      ...(service.platformVersion ? { PlatformVersion: service.platformVersion } : {}),
      NetworkConfiguration: [{ Subnets: subnets.map(ref), SecurityGroups: securityGroups.map(ref),
        ...(assignPublicIp === "ENABLED" ? { AssignPublicIp: true } : {}) }] }),
  ];
  return { path: "main.tf", text: [...made, ...rest].join("\n") };
}

/** The template that makes it, as { path, text }. */
export const render = { cloudformation, terraform };
export const flags = ["--region", region, "--account", account];
