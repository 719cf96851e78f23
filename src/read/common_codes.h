/*
 * The codes that readers report with. They stand one floor lower because rc_model_link reports with
 * some of them too.
 */
#ifndef RC_READ_COMMON_CODES_H
#define RC_READ_COMMON_CODES_H

#include "model/codes.h"

#endif
