#include "iam/date.h"

enum { MS_PER_SECOND = 1000, SECONDS_PER_DAY = 86400 };

/* What has not been read yet. */
typedef rc_str reader;

static bool take_byte(reader *r, char byte) {
  if (r->len == 0 || r->ptr[0] != byte) {
    return false;
  }
  *r = rc_str_from(*r, 1);
  return true;
}

/* Exactly `n` digits with a value from `low` to `high`. */
static bool take_number(reader *r, size_t n, int64_t low, int64_t high, int64_t *out) {
  uint64_t value;
  if (r->len < n || !rc_str_to_u64(rc_str_slice(*r, 0, n), &value)) {
    return false;
  }
  *r = rc_str_from(*r, n);
  *out = (int64_t)value;
  return *out >= low && *out <= high;
}

static bool is_leap(int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_in_month(int64_t year, int64_t month) {
  static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01. Years begin in March here, so that the leap day is the last one. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

/* Reads digits of a fraction; milliseconds count, the rest is cut off. */
static bool take_fraction(reader *r, int64_t *out) {
  int64_t weight = 100;
  size_t n = 0;
  *out = 0;
  for (; n < r->len && r->ptr[n] >= '0' && r->ptr[n] <= '9'; n++) {
    *out += (r->ptr[n] - '0') * weight;
    weight /= 10;
  }
  *r = rc_str_from(*r, n);
  return n > 0;
}

/* `Z`, `+HH:MM`, `+HHMM`, `+HH`, or nothing. */
static bool take_offset(reader *r, int64_t *out_seconds) {
  *out_seconds = 0;
  if (r->len == 0) {
    return true;
  }
  if (take_byte(r, 'Z')) {
    return r->len == 0;
  }
  bool west = r->ptr[0] == '-';
  int64_t hours;
  int64_t minutes = 0;
  if (!take_byte(r, west ? '-' : '+') || !take_number(r, 2, 0, 23, &hours)) {
    return false;
  }
  bool colon = take_byte(r, ':');
  if ((colon || r->len > 0) && !take_number(r, 2, 0, 59, &minutes)) {
    return false;
  }
  *out_seconds = (hours * 60 + minutes) * (west ? -60 : 60);
  return r->len == 0;
}

/* What stands behind `T`. */
static bool parse_time(reader r, int64_t *out_milliseconds) {
  int64_t hour;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t fraction = 0;
  int64_t offset;
  if (!take_number(&r, 2, 0, 23, &hour)) {
    return false;
  }
  if (take_byte(&r, ':')) {
    if (!take_number(&r, 2, 0, 59, &minute)) {
      return false;
    }
    if (take_byte(&r, ':')) {
      if (!take_number(&r, 2, 0, 59, &second)) {
        return false;
      }
      if (take_byte(&r, '.') && !take_fraction(&r, &fraction)) {
        return false;
      }
    }
  }
  if (!take_offset(&r, &offset)) {
    return false;
  }
  *out_milliseconds = (hour * 3600 + minute * 60 + second - offset) * MS_PER_SECOND + fraction;
  return true;
}

static bool parse_calendar(reader r, int64_t *out) {
  int64_t year;
  int64_t month = 1;
  int64_t day = 1;
  int64_t time = 0;
  if (!take_number(&r, 4, 0, 9999, &year) ||
      (take_byte(&r, '-') && !take_number(&r, 2, 1, 12, &month))) {
    return false;
  }
  bool has_day = r.len > 0 && take_byte(&r, '-');
  if (has_day && !take_number(&r, 2, 1, days_in_month(year, month), &day)) {
    return false;
  }
  if (has_day && take_byte(&r, 'T')) {
    if (!parse_time(r, &time)) {
      return false;
    }
  } else if (r.len > 0) {
    return false;
  }
  *out = days_from_date(year, month, day) * SECONDS_PER_DAY * MS_PER_SECOND + time;
  return true;
}

static bool parse_epoch(reader r, int64_t *out) {
  bool negative = take_byte(&r, '-');
  if (!negative) {
    (void)take_byte(&r, '+');
  }
  size_t point = rc_str_find_byte(r, '.', 0);
  rc_str whole = rc_str_slice(r, 0, point);
  uint64_t seconds;
  int64_t fraction = 0;
  if (!rc_str_to_u64(whole, &seconds) || seconds > INT64_MAX / MS_PER_SECOND - 1) {
    return false;
  }
  if (point != RC_NOT_FOUND) {
    r = rc_str_from(r, point + 1);
    if (!take_fraction(&r, &fraction) || r.len > 0) {
      return false;
    }
  }
  int64_t value = (int64_t)seconds * MS_PER_SECOND + fraction;
  *out = negative ? -value : value;
  return true;
}

bool rc_date_parse(rc_str text, int64_t *out_milliseconds) {
  bool calendar = text.len >= 4 && rc_str_is_digits(rc_str_slice(text, 0, 4)) &&
                  (text.len == 4 || text.ptr[4] == '-');
  return calendar ? parse_calendar(text, out_milliseconds) : parse_epoch(text, out_milliseconds);
}
