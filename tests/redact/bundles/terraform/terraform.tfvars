db_password   = "sesame-5"
licence       = "sesame-2"
kumquat_stage = "kumquat-prod"
