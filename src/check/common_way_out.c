#include "base/buf.h"
#include "check/common_network.h"
#include "check/facts.h"

/* The launch type of all tasks, if they agree. */
static rc_launch_type common_launch_type(const rc_model *model) {
  rc_launch_type type = RC_LAUNCH_UNKNOWN;
  for (uint32_t i = 0; i < model->links.len; i++) {
    rc_launch_type other = model->links.items[i].launch_type;
    if (i > 0 && other != type) {
      return RC_LAUNCH_UNKNOWN;
    }
    type = other;
  }
  return type;
}

/* The endpoints that the planned calls would need in a VPC without a way out. */
static rc_str endpoints_of(const rc_case *about) {
  rc_buf text;
  rc_buf_init(&text, about->arena);
  for (size_t i = 0; i < rc_n_endpoints; i++) {
    bool needed = about->roll_calls->len == 0 && i == 0;
    for (RC_EACH(const rc_roll_call, roll_call, *about->roll_calls)) {
      for (RC_EACH(const rc_call, call, roll_call->calls)) {
        needed = needed || rc_str_equal(rc_service_of(call->rule->action), rc_endpoints[i].key);
      }
    }
    if (needed && !rc_str_contains(rc_buf_str(&text), rc_endpoints[i].text)) {
      rc_buf_put_c(&text, text.len == 0 ? "" : ", ");
      rc_buf_put(&text, rc_endpoints[i].text);
    }
  }
  return rc_buf_str(&text);
}

rc_str rc_network_way_out(const rc_case *about) {
  rc_str endpoints = endpoints_of(about);
  switch (common_launch_type(about->model)) {
    case RC_LAUNCH_FARGATE:
      return RC_FILL(about->arena,
                     "the task's subnets need a NAT gateway, or an internet gateway and "
                     "`assignPublicIp` ENABLED, or VPC endpoints for {}; its security group must "
                     "let "
                     "TCP 443 out",
                     endpoints);
    case RC_LAUNCH_EC2:
    case RC_LAUNCH_MANAGED_INSTANCES:
      return RC_FILL(about->arena,
                     "the instance's subnet needs a NAT gateway, or an internet gateway and a "
                     "public "
                     "address, or VPC endpoints for {}; the instance's security group, not the "
                     "task's, must let TCP 443 out",
                     endpoints);
    case RC_LAUNCH_EXTERNAL:
      return rc_str_from_c("the host must reach the AWS endpoints on TCP 443");
    case RC_LAUNCH_UNKNOWN:
      break;
  }
  return RC_FILL(about->arena,
                 "on Fargate the task's subnets, on EC2 the instance's, need a NAT gateway, or an "
                 "internet gateway and a public address, or VPC endpoints for {}; the security "
                 "group "
                 "must let TCP 443 out",
                 endpoints);
}
