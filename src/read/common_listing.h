/*
 * Answers of `aws ec2 describe-*`: a list of objects, each an item of the model's network. What
 * stands in which member is a table; the readers (ec2_*.c) hold one each.
 *
 * Templates name the same members, so that their readers may hand over an object of a template with
 * rc_net_read_object, and single routes, rules and entries with the functions behind it.
 */
#ifndef RC_READ_COMMON_LISTING_H
#define RC_READ_COMMON_LISTING_H

#include "read/common_policy.h"

typedef enum rc_net_shape {
  RC_NET_TEXT,     /* a string into an rc_field */
  RC_NET_ONE,      /* a string into an rc_field_vec */
  RC_NET_TEXTS,    /* a list of strings, or of objects with `inner`, into an rc_field_vec */
  RC_NET_SWITCH,   /* a boolean into an rc_net_flag */
  RC_NET_PRESENCE, /* into an rc_net_flag: YES if it has the string `inner`, NO if it has not */
} rc_net_shape;

typedef struct rc_net_column {
  const char *member;
  const char *inner; /* of the member's object, or of the objects in it; NULL: it is the thing */
  rc_net_shape shape;
  size_t at; /* offsetof in rc_net_item */
} rc_net_column;

typedef struct rc_net_format rc_net_format;
struct rc_net_format {
  rc_net_kind kind;
  const char *list; /* "Subnets" */
  const char *id;   /* "SubnetId" */
  rc_net_column columns[9];
  rc_status (*more)(const rc_form *form, rc_value object, rc_net_item *item); /* may be NULL */
};

int rc_net_recognise(const rc_document *document, const rc_net_format *format);
RC_MUST_USE rc_status rc_net_read(rc_model *model, const rc_document *document,
                                  const rc_net_format *format);

/** Reads one object as the item `id` (empty: as its own member says). What an item said already
 *  stays; `listing` is RC_NET_UNLISTED where no list holds it. */
RC_MUST_USE rc_status rc_net_read_object(const rc_form *form, const rc_net_format *format,
                                         rc_value object, rc_str id, uint32_t listing);

/** The members alone. */
RC_MUST_USE rc_status rc_net_read_columns(const rc_form *form, const rc_net_format *format,
                                          rc_value object, rc_net_item *item);

/** True for a list of objects of a template of which not all is known. */
bool rc_net_may_hold_more(rc_value list);

/** Adds a route to a route table. */
RC_MUST_USE rc_status rc_net_read_route(const rc_form *form, rc_value object, rc_net_item *table);
/** Adds what a permission of a security group lets through: a rule for each peer. */
RC_MUST_USE rc_status rc_net_read_permission(const rc_form *form, rc_value object, bool out,
                                             rc_net_item *group);
/** Adds an entry to a network ACL; `out` where it does not tell its direction itself. */
RC_MUST_USE rc_status rc_net_read_entry(const rc_form *form, rc_value object, bool out,
                                        rc_net_item *acl);

/** Adds a member that is a list of strings, or of objects that have the string `inner`. */
RC_MUST_USE rc_status rc_net_read_texts(const rc_form *form, rc_value object, const char *member,
                                        const char *inner, rc_field_vec *out);

extern const rc_net_format rc_net_vpcs, rc_net_subnets, rc_net_route_tables, rc_net_endpoints,
    rc_net_groups, rc_net_acls, rc_net_nat_gateways, rc_net_internet_gateways, rc_net_interfaces,
    rc_net_dhcp_options;

#endif
