/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that files and reports use for what the model's enumerations mean. */
#include "sim/adrift.h"

const char *behaviour_name(behaviour_t behaviour)
{
    static const char *const names[BEHAVIOUR_COUNT + 1] = {
        "follow", "negative_response", "price_raising", "confrontation", "termination", "",
    };
    return names[behaviour];
}

const char *interdependence_name(interdependence_t type)
{
    static const char *const names[INTERDEPENDENCE_COUNT] = {"strong-strong", "strong-weak",
                                                             "weak-strong", "weak-weak"};
    return names[type];
}

const char *status_name(status_t status)
{
    static const char *const names[STATUS_COUNT] = {"allied", "drifting", "ended"};
    return names[status];
}

const char *world_event_name(world_event_kind_t kind)
{
    static const char *const names[EVENT_KIND_COUNT] = {
        "shock",          "issue_opened", "issue_followed",  "issue_settled", "issue_lapsed",
        "issue_replaced", "issue_ended",  "warning_started", "warning_half",  "drifted",
        "recovered",      "terminated",   "formed",
    };
    return names[kind];
}
