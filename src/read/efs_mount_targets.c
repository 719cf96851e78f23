/*
 * `aws efs describe-mount-targets`: where a file system is reached, one place in each zone.
 */
#include "read/common_listing.h"

static const rc_net_format format = {
    RC_NET_MOUNT_TARGET,
    "MountTargets",
    "MountTargetId",
    {{"FileSystemId", NULL, RC_NET_TEXT, offsetof(rc_net_item, name)},
     {"VpcId", NULL, RC_NET_TEXT, offsetof(rc_net_item, vpc)},
     {"SubnetId", NULL, RC_NET_ONE, offsetof(rc_net_item, subnets)},
     {"AvailabilityZoneName", NULL, RC_NET_TEXT, offsetof(rc_net_item, zone)},
     {"IpAddress", NULL, RC_NET_ONE, offsetof(rc_net_item, cidrs)},
     {"NetworkInterfaceId", NULL, RC_NET_ONE, offsetof(rc_net_item, tables)},
     {"LifeCycleState", NULL, RC_NET_TEXT, offsetof(rc_net_item, state)}},
    NULL,
};

static int recognise(const rc_document *document) { return rc_net_recognise(document, &format); }

static rc_status read(rc_model *model, const rc_document *document) {
  return rc_net_read(model, document, &format);
}

const rc_reader rc_reader_efs_mount_targets = {"efs-mount-targets",
                                               "aws efs describe-mount-targets", recognise, read};
