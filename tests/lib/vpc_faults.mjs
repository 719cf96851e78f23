// What can be wrong with a VPC (vpc.mjs): one fault each, what only looks like one, and what leaves
// a path open.
import { account, endpoint, entry, permission, region, route } from "./vpc.mjs";

const all = "0.0.0.0/0";

// ---- how a fault is put in --------------------------------------------------------------------

const items = (files, file) => Object.values(files[file])[0];
const find = (files, file, id) =>
  items(files, file).find((item) => Object.values(item).includes(id));
const remove = (files, file, id) => {
  const list = items(files, file);
  list.splice(list.indexOf(find(files, file, id)), 1);
};
const set = (file, id, values) => (files) => Object.assign(find(files, file, id), values);
const table = (files, id) => find(files, "route-tables.json", id);
const placement = (files) =>
  files["service.json"].services[0].networkConfiguration.awsvpcConfiguration;
const noDefault = (id) => (files) => table(files, id).Routes.splice(1);
const blackhole = (id) => (files) => (table(files, id).Routes[1].State = "blackhole");
const reroute = (id, ...routes) => (files) => table(files, id).Routes.splice(1, 9, ...routes);
const egress = (...rules) => set("groups.json", "sg-task", { IpPermissionsEgress: rules });
const ingress = (...rules) => set("groups.json", "sg-endpoints", { IpPermissions: rules });
const entries = (acl, ...rows) => (files) =>
  (find(files, "acls.json", acl).Entries = [
    ...rows,
    entry(32767, true, "deny", "all"),
    entry(32767, false, "deny", "all"),
  ]);
const outOnly = (...rows) => [entry(100, true, "allow", "all"), ...rows];
const inOnly = (...rows) => [entry(100, false, "allow", "all"), ...rows];
const support = (files) => (files["dns-support.json"].EnableDnsSupport.Value = false);
const policy = (id, ...statements) =>
  set("endpoints.json", id, {
    PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  });
const allow = (actions, resource = "*", principal = "*") => ({
  Effect: "Allow",
  Principal: principal,
  Action: actions,
  Resource: resource,
});
const image = (name) => (files) =>
  (files["taskdef.json"].containerDefinitions[0].image = name);
const endpointsIn = (...subnets) => (files) => {
  for (const one of items(files, "endpoints.json")) {
    if (one.VpcEndpointType === "Interface") one.SubnetIds = subnets;
  }
};
const both = (...changes) => (files) => changes.forEach((change) => change(files));
const attach = (vpcs) =>
  set("internet-gateways.json", "igw-1", {
    Attachments: vpcs.map((vpc) => ({ VpcId: vpc, State: "available" })),
  });
const toMain = (files) => {
  const own = table(files, "rtb-b");
  own.Associations = own.Associations.filter(({ SubnetId }) => SubnetId !== "subnet-b");
};

// ---- the faults -------------------------------------------------------------------------------

const nat = ["private", "ec2"];
const out = ["private", "public", "ec2"];
const groups = ["private", "public", "isolated", "ec2"];

// variants | what is wrong | the finding | the hop that is shut | how it is made
export const faults = [
  [nat, "NAT gateway failed", "RC511", "nat-gateway nat-a",
    set("nat-gateways.json", "nat-a", { State: "failed" })],
  [nat, "NAT gateway deleted", "RC511", "nat-gateway nat-b",
    set("nat-gateways.json", "nat-b", { State: "deleted" })],
  [nat, "NAT gateway pending", "RC511", "nat-gateway nat-a",
    set("nat-gateways.json", "nat-a", { State: "pending" })],
  [nat, "NAT gateway private", "RC511", "nat-gateway nat-a",
    set("nat-gateways.json", "nat-a", { ConnectivityType: "private" })],
  [nat, "NAT gateway in a private subnet", "RC511", "nat-gateway nat-a",
    set("nat-gateways.json", "nat-a", { SubnetId: "subnet-b" })],
  [nat, "no way out of the NAT gateway's subnet", "RC511", "nat-gateway nat-a",
    noDefault("rtb-public")],
  [out, "internet gateway detached", "RC511", "internet-gateway igw-1", attach([])],
  [out, "internet gateway of another VPC", "RC511", "internet-gateway igw-1", attach(["vpc-2"])],
  [nat, "no default route", "RC505", "route rtb-a", noDefault("rtb-a")],
  [["public"], "no default route", "RC505", "route rtb-public", noDefault("rtb-public")],
  [nat, "default route into a black hole", "RC505", "route rtb-b", blackhole("rtb-b")],
  [["public"], "default route into a black hole", "RC505", "route rtb-public",
    blackhole("rtb-public")],
  [nat, "a subnet that only the main table serves", "RC505", "route rtb-main", toMain],
  [nat, "straight to the internet gateway, without an address", "RC506",
    "internet-gateway igw-1", reroute("rtb-a", route("GatewayId", "igw-1"))],
  [["public"], "no public address", "RC506", "internet-gateway igw-1",
    (files) => (placement(files).assignPublicIp = "DISABLED")],
  [["public"], "layers into a black hole", "RC505", "route rtb-public",
    (files) => table(files, "rtb-public").Routes.push(
      { ...route("GatewayId", "vpce-gone", "pl-s3"), State: "blackhole" })],

  [groups, "no outgoing rule", "RC507", "security-group sg-task", egress()],
  [groups, "only port 80 out", "RC507", "security-group sg-task",
    egress(permission([80, 80], all))],
  [out, "only the VPC's own addresses out", "RC507", "security-group sg-task",
    egress(permission("all", "10.0.0.0/16"))],
  [out, "only the endpoints' group out", "RC507", "security-group sg-task",
    egress(permission([443, 443], "sg-endpoints"))],
  [["isolated"], "the prefix list of S3 forgotten", "RC507", "security-group sg-task",
    egress(permission([443, 443], "sg-endpoints"))],
  [["isolated"], "only the prefix list of S3 out", "RC507", "security-group sg-task",
    egress(permission([443, 443], "pl-s3"))],
  [["private"], "a closed group in place of the open one", "RC507", "security-group sg-endpoints",
    (files) => (placement(files).securityGroups = ["sg-endpoints"])],

  [nat, "the ACL lets no answers in", "RC508", "network-acl acl-private",
    entries("acl-private", ...outOnly(entry(100, false, "allow", [443, 443])))],
  [nat, "the ACL lets nothing out", "RC508", "network-acl acl-private",
    entries("acl-private", ...inOnly())],
  [["isolated"], "the ACL lets nothing out to S3", "RC508", "network-acl acl-private",
    entries("acl-private", ...inOnly(entry(100, true, "allow", "all", "10.0.0.0/16")))],
  [out, "an earlier entry denies", "RC508", "network-acl acl-public",
    entries("acl-public", entry(50, true, "deny", [443, 443]), ...outOnly(), ...inOnly())],
  [nat, "the NAT gateway's ACL lets no tasks in", "RC508", "network-acl acl-public",
    entries("acl-public",
      ...outOnly(entry(90, false, "deny", "all", "10.0.0.0/16"), ...inOnly()))],
  [nat, "the NAT gateway's ACL lets no answers in", "RC508", "network-acl acl-public",
    entries("acl-public", ...outOnly(entry(100, false, "allow", [443, 443])))],
  [nat, "the NAT gateway's ACL lets no answers back", "RC508", "network-acl acl-public",
    entries("acl-public", ...inOnly(entry(100, true, "allow", [443, 443])))],
  [["public"], "the ACL lets no answers in", "RC508", "network-acl acl-public",
    entries("acl-public", ...outOnly(entry(100, false, "allow", [443, 443])))],
  [["isolated"], "the ACL of the endpoints' subnets", "RC508", "network-acl acl-public",
    both(endpointsIn("subnet-x", "subnet-y"),
      entries("acl-public", ...outOnly(entry(100, false, "allow", [1024, 65535]))))],

  [groups, "no resolver", "RC509", "dns vpc-1", support],
  [["isolated"], "private names do not count", "RC509", "dns vpc-1",
    (files) => (files["dns-hostnames.json"].EnableDnsHostnames.Value = false)],

  ...["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"].map((service) => [
    ["isolated"], `no endpoint for ${service}`, "RC502",
    `endpoint com.amazonaws.${region}.${service}`,
    (files) => remove(files, "endpoints.json", endpoint(service).VpcEndpointId)]),
  [["isolated"], "no endpoint for the layers", "RC502", `endpoint com.amazonaws.${region}.s3`,
    both((files) => remove(files, "endpoints.json", "vpce-s3"), noDefault("rtb-a"),
      noDefault("rtb-b"))],
  [["isolated"], "S3 is not on one route table", "RC505", "route rtb-b",
    both(noDefault("rtb-b"), set("endpoints.json", "vpce-s3", { RouteTableIds: ["rtb-a"] }))],
  ...["ecr-api", "ecr-dkr", "logs", "ssm"].map((id) => [
    ["isolated"], `private DNS of ${id} off`, "RC503", `endpoint vpce-${id}`,
    set("endpoints.json", `vpce-${id}`, { PrivateDnsEnabled: false })]),
  [["isolated"], "an endpoint that nobody accepted", "RC511", "endpoint vpce-logs",
    set("endpoints.json", "vpce-logs", { State: "pendingAcceptance" })],
  [["isolated"], "an endpoint that failed", "RC511", "endpoint vpce-ecr-dkr",
    set("endpoints.json", "vpce-ecr-dkr", { State: "failed" })],
  [["isolated"], "the gateway endpoint is being deleted", "RC511", "endpoint vpce-s3",
    set("endpoints.json", "vpce-s3", { State: "deleting" })],
  [["isolated"], "endpoints let nobody in", "RC504", "security-group sg-endpoints", ingress()],
  [["isolated"], "endpoints let another group in", "RC504", "security-group sg-endpoints",
    ingress(permission([443, 443], "sg-other"))],
  [["isolated"], "endpoints let port 80 in", "RC504", "security-group sg-endpoints",
    ingress(permission([80, 80], "sg-task"))],
  [["isolated"], "endpoints let another network in", "RC504", "security-group sg-endpoints",
    ingress(permission([443, 443], "10.9.0.0/16"))],

  [["isolated"], "the layer bucket is not allowed", "RC510", "endpoint-policy vpce-s3",
    policy("vpce-s3", allow("s3:GetObject", "arn:aws:s3:::shop-assets/*"))],
  [["isolated"], "the layer bucket of another Region", "RC510", "endpoint-policy vpce-s3",
    policy("vpce-s3",
      allow("s3:GetObject", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"))],
  [["isolated"], "the token is not allowed", "RC510", "endpoint-policy vpce-ecr-api",
    policy("vpce-ecr-api", allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]))],
  [["isolated"], "layers are denied", "RC510", "endpoint-policy vpce-ecr-dkr",
    policy("vpce-ecr-dkr", allow("*"), { ...allow("ecr:GetDownloadUrlForLayer"), Effect: "Deny" })],
  [["isolated"], "another role is allowed", "RC510", "endpoint-policy vpce-secretsmanager",
    policy("vpce-secretsmanager",
      allow("*", "*", { AWS: `arn:aws:iam::${account}:role/other` }))],
  [["isolated"], "log events are not allowed", "RC510", "endpoint-policy vpce-logs",
    policy("vpce-logs", allow("logs:CreateLogStream"))],

  [["isolated"], "an image of Docker Hub", "RC505", "route rtb-a", image("nginx:1.27")],
  [["isolated"], "an image of ECR Public", "RC505", "route rtb-a",
    image("public.ecr.aws/nginx/nginx:1.27")],
  [["isolated"], "an image of another Region", "RC505", "route rtb-a",
    image(`${account}.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1`)],
];

// What looks like a fault and is none.
export const harmless = [
  [["ec2"], "the task's own group is closed, and the instance's is not", (files) => {
    placement(files).securityGroups = ["sg-endpoints"];
  }],
  [["isolated"], "Fargate's own interface fetches token and secrets up to 1.3.0", (files) => {
    files["service.json"].services[0].platformVersion = "1.3.0";
    for (const id of ["vpce-ecr-api", "vpce-secretsmanager", "vpce-ssm"]) {
      remove(files, "endpoints.json", id);
    }
  }],
  [["isolated"], "endpoints let the VPC's addresses in", ingress(permission("all", "10.0.0.0/16"))],
  [["isolated"], "endpoints in one subnet", endpointsIn("subnet-b")],
  [["isolated"], "only what is needed goes out",
    egress(permission([443, 443], "sg-endpoints"), permission([443, 443], "pl-s3"))],
  [["isolated"], "endpoint policies with what is needed", both(
    policy("vpce-s3",
      allow("s3:GetObject", `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`)),
    policy("vpce-ecr-dkr", allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])))],
  [["private"], "an endpoint that nobody uses", (files) => {
    items(files, "endpoints.json").push({ ...endpoint("logs"), PrivateDnsEnabled: false });
  }],
  [nat, "ACLs with exactly the ports", entries("acl-private",
    entry(100, true, "allow", [443, 443]), entry(100, false, "allow", [1024, 65535]))],
  [nat, "a denial that a lower number outweighs", entries("acl-private",
    ...outOnly(entry(200, true, "deny", "all")), ...inOnly())],
  [["private"], "rules of two groups together", both(
    (files) => (placement(files).securityGroups = ["sg-endpoints", "sg-task"]))],
  [["private"], "both subnets by the main table", (files) => {
    table(files, "rtb-main").Routes.push(route("NatGatewayId", "nat-a"));
    for (const id of ["rtb-a", "rtb-b"]) table(files, id).Associations = [];
  }],
];

// What the input leaves open.
export const open = [
  [nat, "a transit gateway", reroute("rtb-a", route("TransitGatewayId", "tgw-1"))],
  [["isolated"], "a hub that may have the endpoint", (files) => {
    remove(files, "endpoints.json", "vpce-logs");
    for (const id of ["rtb-a", "rtb-b"]) {
      table(files, id).Routes.push(route("TransitGatewayId", "tgw-1", "10.0.0.0/8"));
    }
  }],
  [nat, "IPv6 leads out, and IPv4 does not", reroute("rtb-a", {
    DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: "eigw-1", State: "active" })],
  [nat, "a NAT instance", reroute("rtb-a", route("InstanceId", "i-nat"))],
  [nat, "a firewall's endpoint", reroute("rtb-a", route("VpcEndpointId", "vpce-fw"))],
  [nat, "halves of the internet to different places", reroute("rtb-a",
    route("NatGatewayId", "nat-a", "0.0.0.0/1"),
    route("TransitGatewayId", "tgw-1", "128.0.0.0/1"))],
  [out, "a part of the internet let out", egress(permission([443, 443], "52.0.0.0/8"))],
  [nat, "a part of the ports for answers", entries("acl-private",
    ...outOnly(entry(100, false, "allow", [32768, 65535])))],
  [groups, "a name server of one's own", (files) => {
    files["dhcp.json"].DhcpOptions[0].DhcpConfigurations[0].Values[0].Value = "10.0.0.53";
  }],
  [["isolated"], "an S3 policy that depends on the caller", policy("vpce-s3", {
    ...allow("s3:*"), Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } })],
  [["isolated"], "a listing that goes on", (files) => {
    remove(files, "endpoints.json", "vpce-logs");
    files["endpoints.json"].NextToken = "eyJ2IjoxfQ";
  }],
  [["private", "public"], "a group that is not described", egress(), (files) =>
    placement(files).securityGroups.push("sg-unseen")],
];
