#include "template/scenario.h"

#include "base/limits.h"

void rc_scenario_start(rc_scenario *scenario, rc_arena *arena, rc_str flipped) {
  *scenario = (rc_scenario){.arena = arena, .flipped = flipped};
}

void rc_scenario_start_untried(rc_scenario *scenario, rc_arena *arena, const rc_scenario *first) {
  *scenario = (rc_scenario){.arena = arena, .untried = first};
}

static bool is_flipped(const rc_scenario *scenario, rc_str key) {
  uint32_t asked = scenario->untried == NULL ? RC_MAP_NONE
                                             : rc_map_get(&scenario->untried->by_key, key);
  return asked == RC_MAP_NONE ? rc_str_equal(key, scenario->flipped)
                              : asked >= RC_LIMIT_SCENARIOS_VALUE;
}

bool rc_scenario_ask(rc_scenario *scenario, rc_str key, bool standard) {
  uint32_t index = rc_map_get(&scenario->by_key, key);
  if (index == RC_MAP_NONE) {
    index = scenario->questions.len;
    rc_question *question = RC_VEC_ADD(scenario->arena, &scenario->questions);
    if (question == NULL ||
        rc_map_add(scenario->arena, &scenario->by_key, key, index, NULL) != RC_OK) {
      return standard;
    }
    *question = (rc_question){.key = key, .standard = standard};
  }
  bool answer = scenario->questions.items[index].standard;
  return is_flipped(scenario, key) ? !answer : answer;
}
