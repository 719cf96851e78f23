#include <string.h>

#include "aws/catalogue_parts.h"

/* ---- Opening -------------------------------------------------------------------------------- */

static uint32_t u32_at(const unsigned char *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool find_parts(rc_catalogue *out, const unsigned char *bytes, uint32_t size) {
  for (uint32_t i = 0; i < RC_N_PARTS; i++) {
    uint32_t at = u32_at(bytes + 12 + 8 * i);
    uint32_t part_size = u32_at(bytes + 16 + 8 * i);
    if (at < RC_CATALOGUE_HEADER_SIZE || at > size || part_size > size - at) {
      return false;
    }
    out->parts[i] = (rc_catalogue_part){bytes + at, part_size};
  }
  return true;
}

bool rc_catalogue_open(rc_catalogue *out, const unsigned char *bytes, size_t size) {
  *out = (rc_catalogue){0};
  rc_str magic = RC_STR(RC_CATALOGUE_MAGIC);
  if (size < RC_CATALOGUE_HEADER_SIZE || memcmp(bytes, magic.ptr, magic.len) != 0 ||
      u32_at(bytes + 8) != size || !find_parts(out, bytes, (uint32_t)size)) {
    *out = (rc_catalogue){0};
    return false;
  }
  uint32_t n_services = out->parts[RC_PART_SERVICES].size / RC_CATALOGUE_SERVICE_SIZE;
  out->n_services = n_services > 0 ? n_services - 1 : 0;
  out->n_actions = out->parts[RC_PART_ACTIONS].size / 2;
  out->n_types = out->parts[RC_PART_TYPES].size / RC_CATALOGUE_TYPE_SIZE;
  out->n_keys = out->parts[RC_PART_KEYS].size / RC_CATALOGUE_KEY_SIZE;
  out->n_short = rc_catalogue_u16(out, RC_PART_ABOUT, 0);
  return true;
}

static rc_str about_text(const rc_catalogue *catalogue) {
  const rc_catalogue_part *part = &catalogue->parts[RC_PART_ABOUT];
  return rc_str_from((rc_str){(const char *)part->at, part->size}, 4);
}

rc_str rc_catalogue_date(const rc_catalogue *catalogue) {
  rc_str text = about_text(catalogue);
  return rc_str_cut(&text, ' ');
}

rc_str rc_catalogue_version(const rc_catalogue *catalogue) {
  rc_str text = about_text(catalogue);
  rc_str_cut(&text, ' ');
  return text;
}

/* ---- Services ------------------------------------------------------------------------------- */

rc_str rc_catalogue_service_prefix(const rc_catalogue *catalogue, uint32_t service) {
  const rc_catalogue_part *pool = &catalogue->parts[RC_PART_PREFIXES];
  if (service >= catalogue->n_services) {
    return RC_STR_NONE;
  }
  uint32_t start = rc_catalogue_service_field(catalogue, service, RC_SERVICE_PREFIX);
  uint32_t end = rc_catalogue_service_field(catalogue, service + 1, RC_SERVICE_PREFIX);
  return rc_str_slice((rc_str){(const char *)pool->at, pool->size}, start, end);
}

uint32_t rc_catalogue_service(const rc_catalogue *catalogue, rc_str prefix) {
  unsigned char print = rc_catalogue_print_of(prefix);
  uint32_t at = 0;
  while ((at = rc_catalogue_next_print(catalogue, RC_PART_SERVICE_PRINTS, at,
                                       catalogue->n_services, print)) != RC_CATALOGUE_NONE) {
    if (rc_str_equal_nocase(rc_catalogue_service_prefix(catalogue, at), prefix)) {
      return at;
    }
    at++;
  }
  return RC_CATALOGUE_NONE;
}

rc_str rc_catalogue_service_title(rc_arena *arena, const rc_catalogue *catalogue,
                                  uint32_t service) {
  if (service >= catalogue->n_services) {
    return RC_STR_NONE;
  }
  uint32_t at = rc_catalogue_service_field(catalogue, service, RC_SERVICE_TITLE);
  return rc_catalogue_text_copy(arena, rc_catalogue_text_at(catalogue, RC_PART_TITLES, at));
}

bool rc_catalogue_rcp_supported(const rc_catalogue *catalogue, uint32_t service) {
  return service < catalogue->n_services &&
         rc_catalogue_service_field(catalogue, service, RC_SERVICE_FLAGS) == 1;
}

/* From what the service's record says to what the next one says. */
static rc_catalogue_range range_of(const rc_catalogue *catalogue, uint32_t service,
                                   rc_service_field field, uint32_t count) {
  if (service >= catalogue->n_services) {
    return (rc_catalogue_range){0, 0};
  }
  uint32_t first = rc_catalogue_service_field(catalogue, service, field);
  uint32_t end = rc_catalogue_service_field(catalogue, service + 1, field);
  end = end < count ? end : count;
  return (rc_catalogue_range){first < end ? first : end, end};
}

rc_catalogue_range rc_catalogue_service_actions(const rc_catalogue *catalogue, uint32_t service) {
  return range_of(catalogue, service, RC_SERVICE_ACTION, catalogue->n_actions);
}

rc_catalogue_range rc_catalogue_service_types(const rc_catalogue *catalogue, uint32_t service) {
  return range_of(catalogue, service, RC_SERVICE_TYPE, catalogue->n_types);
}

/* ---- Finding actions ------------------------------------------------------------------------ */

/* The name of an action, given the first one of its service. */
static rc_catalogue_text name_within(const rc_catalogue *catalogue, uint32_t service,
                                     uint32_t first, uint32_t action) {
  uint32_t index = action > first ? action - first : 0;
  uint32_t block = rc_catalogue_service_field(catalogue, service, RC_SERVICE_BLOCK) +
                   index / RC_CATALOGUE_BLOCK;
  uint32_t at = rc_catalogue_service_names(catalogue, service) +
                rc_catalogue_u16(catalogue, RC_PART_BLOCKS, 2 * block);
  rc_catalogue_text text = rc_catalogue_text_at(catalogue, RC_PART_NAMES, at);
  for (uint32_t i = index % RC_CATALOGUE_BLOCK; i > 0; i--) {
    text = rc_catalogue_text_behind(catalogue, RC_PART_NAMES, text.end);
  }
  return text;
}

uint32_t rc_catalogue_action(const rc_catalogue *catalogue, uint32_t service, rc_str name) {
  rc_catalogue_range actions = rc_catalogue_service_actions(catalogue, service);
  unsigned char print = rc_catalogue_print_of(name);
  uint32_t at = actions.first;
  while ((at = rc_catalogue_next_print(catalogue, RC_PART_NAME_PRINTS, at, actions.end, print)) !=
         RC_CATALOGUE_NONE) {
    if (rc_catalogue_text_equals(name_within(catalogue, service, actions.first, at), name)) {
      return at;
    }
    at++;
  }
  return RC_CATALOGUE_NONE;
}

uint32_t rc_catalogue_action_by_text(const rc_catalogue *catalogue, rc_str text) {
  rc_str name = text;
  rc_str prefix = rc_str_cut(&name, ':');
  return rc_catalogue_action(catalogue, rc_catalogue_service(catalogue, prefix), name);
}

/* ---- What is known of an action ------------------------------------------------------------- */

static uint32_t service_of_action(const rc_catalogue *catalogue, uint32_t action) {
  uint32_t low = 0, high = catalogue->n_services;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (rc_catalogue_service_field(catalogue, middle, RC_SERVICE_ACTION) <= action) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

rc_catalogue_text rc_catalogue_name_of(const rc_catalogue *catalogue, uint32_t action) {
  uint32_t service = service_of_action(catalogue, action);
  uint32_t first = rc_catalogue_service_field(catalogue, service, RC_SERVICE_ACTION);
  return name_within(catalogue, service, first, action);
}

rc_str rc_catalogue_action_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t action) {
  if (action >= catalogue->n_actions) {
    return RC_STR_NONE;
  }
  return rc_catalogue_text_copy(arena, rc_catalogue_name_of(catalogue, action));
}

rc_str rc_catalogue_action_text(rc_arena *arena, const rc_catalogue *catalogue, uint32_t action) {
  if (action >= catalogue->n_actions) {
    return RC_STR_NONE;
  }
  uint32_t service = service_of_action(catalogue, action);
  return RC_FILL(arena, "{}:{}", rc_catalogue_service_prefix(catalogue, service),
                 rc_catalogue_action_name(arena, catalogue, action));
}

static uint32_t shape_of(const rc_catalogue *catalogue, uint32_t action) {
  return rc_catalogue_u16(catalogue, RC_PART_ACTIONS, 2 * action) * RC_CATALOGUE_SHAPE_SIZE;
}

static uint32_t links_of(const rc_catalogue *catalogue, uint32_t action) {
  return 2 * rc_catalogue_u16(catalogue, RC_PART_SHAPES, shape_of(catalogue, action) + 3);
}

rc_catalogue_action_info rc_catalogue_action_info_of(const rc_catalogue *catalogue,
                                                     uint32_t action) {
  uint32_t shape = shape_of(catalogue, action);
  uint32_t level = rc_catalogue_u16(catalogue, RC_PART_SHAPES, shape) & 0xFF;
  uint32_t keys_at = rc_catalogue_u16(catalogue, RC_PART_SHAPES, shape + 1);
  uint32_t links_at = links_of(catalogue, action);
  uint32_t n_links = rc_catalogue_u16(catalogue, RC_PART_LINK_SETS, links_at);
  return (rc_catalogue_action_info){
      .service = service_of_action(catalogue, action),
      .level = level < RC_N_ACCESS_LEVELS ? (rc_access_level)level : RC_ACCESS_WRITE,
      .wildcard_only = n_links == 0,
      .n_links = n_links,
      .keys = rc_catalogue_set_at(catalogue, keys_at),
  };
}

/* ---- Resource types ------------------------------------------------------------------------- */

rc_catalogue_link_walk rc_catalogue_links_of(const rc_catalogue *catalogue, uint32_t action) {
  uint32_t at = links_of(catalogue, action);
  uint32_t count = rc_catalogue_u16(catalogue, RC_PART_LINK_SETS, at);
  return (rc_catalogue_link_walk){catalogue, at + 2, action < catalogue->n_actions ? count : 0};
}

static uint32_t take_number(rc_catalogue_link_walk *walk) {
  walk->at += 2;
  return rc_catalogue_u16(walk->catalogue, RC_PART_LINK_SETS, walk->at - 2);
}

bool rc_catalogue_link_next(rc_catalogue_link_walk *walk, rc_catalogue_link *out) {
  if (walk->left == 0) {
    return false;
  }
  walk->left--;
  uint32_t link = take_number(walk);
  *out = (rc_catalogue_link){.type = link / 4, .required = (link & RC_LINK_FLAG_REQUIRED) != 0};
  if ((link & RC_LINK_FLAG_KEYS) != 0) {
    out->keys = rc_catalogue_set_at(walk->catalogue, take_number(walk));
  }
  return true;
}

rc_catalogue_type_info rc_catalogue_type_info_of(const rc_catalogue *catalogue, uint32_t type) {
  uint32_t row = type * RC_CATALOGUE_TYPE_SIZE;
  uint32_t keys_at = rc_catalogue_u16(catalogue, RC_PART_TYPES, row + 2);
  return (rc_catalogue_type_info){
      .n_arns = rc_catalogue_u16(catalogue, RC_PART_TYPES, row + 4),
      .keys = rc_catalogue_set_at(catalogue, keys_at),
  };
}

/* The type's name is followed by its ARN templates. */
static rc_str type_text(rc_arena *arena, const rc_catalogue *catalogue, uint32_t type,
                        uint32_t index) {
  if (type >= catalogue->n_types) {
    return RC_STR_NONE;
  }
  uint32_t at = rc_catalogue_u16(catalogue, RC_PART_TYPES, type * RC_CATALOGUE_TYPE_SIZE);
  rc_catalogue_text text = rc_catalogue_text_at(catalogue, RC_PART_TYPE_TEXTS, at);
  for (uint32_t i = 0; i < index; i++) {
    text = rc_catalogue_text_behind(catalogue, RC_PART_TYPE_TEXTS, text.end);
  }
  return rc_catalogue_text_copy(arena, text);
}

rc_str rc_catalogue_type_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t type) {
  return type_text(arena, catalogue, type, 0);
}

rc_str rc_catalogue_type_arn(rc_arena *arena, const rc_catalogue *catalogue, uint32_t type,
                             uint32_t index) {
  uint32_t n_arns = rc_catalogue_type_info_of(catalogue, type).n_arns;
  return index < n_arns ? type_text(arena, catalogue, type, index + 1) : RC_STR_NONE;
}
