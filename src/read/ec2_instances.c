/*
 * `aws ec2 describe-instances`: the interfaces of machines that run tasks. The first interface
 * carries what the container agent calls.
 */
#include "read/common_listing.h"

static rc_value first_instance(rc_value root) {
  rc_value reservation = rc_value_first(rc_value_get(root, RC_STR("Reservations")));
  return rc_value_first(rc_value_get(reservation, RC_STR("Instances")));
}

static int recognise(const rc_document *document) {
  return rc_value_is_none(rc_value_get(first_instance(document->value), RC_STR("InstanceId")))
             ? 0
             : 95;
}

static bool is_primary(const rc_form *form, rc_value interface) {
  rc_value attachment = rc_form_object(form, interface, RC_STR("Attachment"));
  rc_value index = rc_value_get(attachment, RC_STR("DeviceIndex"));
  return rc_value_is_none(index) || rc_str_equal(rc_value_raw(index), RC_STR("0"));
}

static rc_status read_instance(const rc_form *form, rc_value instance) {
  rc_field id = rc_form_text(form, instance, RC_STR("InstanceId"));
  for (RC_CHILDREN(interface, rc_form_list(form, instance, RC_STR("NetworkInterfaces")))) {
    rc_str name = rc_form_string(form, interface, RC_STR("NetworkInterfaceId"));
    if (name.len == 0 || !is_primary(form, interface)) {
      continue;
    }
    RC_TRY(rc_net_read_object(form, &rc_net_interfaces, interface, name, RC_NET_UNLISTED));
    rc_net_item *item =
        rc_net_item_of(form->model->arena, &form->model->net, RC_NET_INTERFACE, name);
    if (item != NULL) {
      item->type = id; /* stands around the interface here, not in its attachment */
    }
  }
  return rc_arena_status(form->model->arena);
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_form form = {.model = model};
  for (RC_CHILDREN(reservation, rc_form_list(&form, document->value, RC_STR("Reservations")))) {
    for (RC_CHILDREN(instance, rc_form_list(&form, reservation, RC_STR("Instances")))) {
      if (rc_form_is_object(&form, instance, RC_STR("Instances[]"))) {
        RC_TRY(read_instance(&form, instance));
      }
    }
  }
  return rc_arena_status(model->arena);
}

const rc_reader rc_reader_ec2_instances = {"ec2-instances", "aws ec2 describe-instances", recognise,
                                           read};
