/*
 * `aws ecs describe-container-instances`: which EC2 instances run the tasks of a cluster.
 */
#include "read/common_listing.h"

static const rc_net_format format = {
    RC_NET_INSTANCE,
    "containerInstances",
    "containerInstanceArn",
    {{"ec2InstanceId", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)}},
    NULL,
};

static int recognise(const rc_document *document) { return rc_net_recognise(document, &format); }

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &format);
}

const rc_reader rc_reader_ecs_container_instances = {
    "ecs-container-instances", "aws ecs describe-container-instances", recognise, read};
