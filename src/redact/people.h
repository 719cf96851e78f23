/*
 * Addresses, host names and numbers of people; between people.re, which finds where they begin,
 * and the files that judge them. All return where to go on, or a place at or before `start`
 * when nothing was found.
 */
#ifndef RC_REDACT_PEOPLE_H
#define RC_REDACT_PEOPLE_H

#include "redact/places.h"

/** Four numbers with dots, start..end. people_addresses.c */
size_t rc_people_ipv4(rc_scan *scan, size_t start, size_t end);
/** Hexadecimal digits with colons: an IPv6 or a hardware address. people_addresses.c */
size_t rc_people_colons(rc_scan *scan, size_t start, size_t end);
/** Six pairs with dashes. people_addresses.c */
size_t rc_people_mac(rc_scan *scan, size_t start, size_t end);

/** A host that ends with the label dot..end; nothing before `from` belongs to it. people_names.c
 *  */
size_t rc_people_host(rc_scan *scan, size_t from, size_t dot, size_t end);
/** local@domain around the mark (`@` or `%40`) start..end. people_names.c */
size_t rc_people_mail(rc_scan *scan, const rc_run *run, size_t from, size_t start, size_t end);
/** The name behind `/home/` and the like. people_names.c */
size_t rc_people_home(rc_scan *scan, const rc_run *run, size_t start, size_t name);
/** The login of `Failed password for LOGIN from ADDRESS`; `at` is where the address begins.
 *  people_names.c */
void rc_people_login_before(rc_scan *scan, size_t at);
/** DOMAIN\user, the backslashes slash..name. people_names.c */
size_t rc_people_domain_user(rc_scan *scan, const rc_run *run, size_t start, size_t name);

/** 13 to 19 digits. people_numbers.c */
size_t rc_people_card(rc_scan *scan, size_t start, size_t end);
/** Four digits that may be the first of a card number in groups. people_numbers.c */
size_t rc_people_card_groups(rc_scan *scan, size_t start);
/** Two letters and two digits that may begin the number of a bank account. people_numbers.c */
size_t rc_people_iban(rc_scan *scan, size_t start);
/** A plus and digits. people_numbers.c */
size_t rc_people_phone(rc_scan *scan, size_t start);
/** d{3}-d{3}-d{4}, or the d{3} of `(d{3}) d{3}-d{4}`. people_numbers.c */
size_t rc_people_local_phone(rc_scan *scan, size_t start, size_t end);

#endif
